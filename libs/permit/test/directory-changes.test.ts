import { describe, expect, test } from '@jest/globals';
import type { Decision, Role } from '@guildhall/contracts';
import { directoryDecider, proposalOf } from '../src/index.js';
import type { Change, DirectoryCommand } from '../src/index.js';
import {
  ENROL,
  REMOVE,
  assign,
  confirmedEnrolment,
  confirming,
  credentialIssued,
  credentialRevoked,
  delegated,
  delegationEnded,
  digestOfChange,
  enrolled,
  given,
  key,
  listingAfter,
  personal,
  proposed,
  proposing,
  removed,
  rolesChanged,
  sha256,
} from './directory-story.js';
import type { DirectoryEvent } from './directory-story.js';
import { at, person, sha } from './factories.js';
import { happens, nothing, refused } from './story.js';

type Case = [string, DirectoryEvent[], DirectoryCommand, Decision<never>];

describe('proposing a change about a person', () => {
  test.each<[string, DirectoryEvent[], Change]>([
    ['that they are enrolled', [], ENROL],
    ['that they are enrolled, where only a credential was on record', [credentialIssued('person')], ENROL],
    ['that they have other roles', [enrolled('manager')], assign('vp', 'manager')],
    ['that they have none', [enrolled('manager')], assign()],
    ['that they are removed', [enrolled('manager')], REMOVE],
    ['something else than what waits', [enrolled('manager'), proposed(REMOVE)], assign('vp')],
    ['that all stays as it is, instead of what waits', [enrolled('vp'), proposed(REMOVE)], assign('vp')],
    ['what another operator proposed', [enrolled('vp'), proposed(REMOVE, 'oscar')], REMOVE],
    ['that they come back', [enrolled('vp'), removed()], ENROL],
  ])('is on record: %s', (_, history, change) => {
    expect(given(...history).when(proposing(change))).toStrictEqual(happens(proposed(change)));
  });

  test('that they come back needs no new claim of the id', () => {
    const command = proposing(ENROL, { claimed: true });
    expect(given(enrolled('vp'), removed()).when(command)).toStrictEqual(happens(proposed(ENROL)));
  });

  test.each<[string, DirectoryEvent[], Change]>([
    ['which waits already', [enrolled('vp'), proposed(REMOVE)], REMOVE],
    ['which is how it is', [enrolled('vp', 'manager')], assign('manager', 'vp')],
  ])('changes nothing, %s', (_, history, change) => {
    expect(given(...history).when(proposing(change))).toStrictEqual(nothing);
  });

  const notAllowed = refused('FORBIDDEN', 'Only operators propose who is enrolled, with which roles.');
  const taken = refused(
    'ALREADY_EXISTS',
    'nora is taken, if in another case or by another kind of participant.',
  );

  test.each<Case>([
    [
      'to somebody with another role, before anything else',
      [enrolled('vp')],
      proposing(ENROL, { asker: person('governance-board', 'auditor'), caller: 'nora' }),
      notAllowed,
    ],
    ['to somebody unknown', [], proposing(ENROL, { asker: undefined }), notAllowed],
    [
      'to the person themselves',
      [enrolled('operator')],
      proposing(assign('operator', 'vp'), { caller: 'nora' }),
      refused('SEPARATION_OF_DUTIES', 'Nobody proposes a change about themselves; another operator does.'),
    ],
    [
      'as an enrolment of who is enrolled',
      [enrolled('vp')],
      proposing(ENROL, { claimed: true }),
      refused('ALREADY_EXISTS', 'nora is enrolled.'),
    ],
    ['where somebody else has the id', [], proposing(ENROL, { claimed: true }), taken],
    [
      'about roles of who is not enrolled',
      [credentialIssued('person')],
      proposing(assign('vp')),
      refused('NOT_FOUND', 'nora is not enrolled.'),
    ],
    [
      'about who is removed already',
      [enrolled('vp'), removed()],
      proposing(REMOVE),
      refused('NOT_FOUND', 'nora is not enrolled.'),
    ],
  ])('is refused %s', (_, history, command, decision) => {
    expect(given(...history).when(command)).toStrictEqual(decision);
  });

  test.each(['policy', 'System', 'permit-workflow'])('is refused under the id %s', (id) => {
    expect(given().when(proposing(ENROL, { id, claimed: true }))).toStrictEqual(
      refused('VALIDATION_FAILED', `${id} cannot be the id of a person.`, {
        details: [{ pointer: '/personId', message: 'is reserved or malformed' }],
      }),
    );
  });

  test('has a digest that anybody can compute again', () => {
    expect(proposalOf('nora', assign('vp'), 'olivia', sha256)).toStrictEqual({
      change: 'assign-roles',
      roles: ['vp'],
      by: 'olivia',
      // printf '{"by":"olivia","change":"assign-roles","personId":"nora","roles":["vp"]}' | sha256sum
      sha256: '2bed0a73f20769f6e1b9452ca46408fed27138d635b5f4b34eaad032d1b3fee0',
    });
  });

  test('has another digest for everything that is other', () => {
    const digests = [ENROL, REMOVE, assign('vp'), assign()].flatMap((change) =>
      ['olivia', 'oscar'].map((by) => digestOfChange(change, by)),
    );
    expect(new Set(digests).size).toBe(digests.length);
    expect(proposalOf('nina', REMOVE, 'olivia', sha256).sha256).not.toBe(digestOfChange(REMOVE));
  });
});

describe('confirming a change', () => {
  test('enrols the person with what was proposed', () => {
    expect(given(proposed(ENROL)).when(confirming(ENROL))).toStrictEqual(happens(confirmedEnrolment()));
  });

  test('enrols a person who comes back, under the id that is claimed by them', () => {
    const history = [enrolled('vp'), removed(), proposed(ENROL)];
    expect(given(...history).when(confirming(ENROL, { claimed: true }))).toStrictEqual(
      happens(confirmedEnrolment()),
    );
  });

  test('gives the roles that were proposed', () => {
    const change = assign('vp', 'manager');
    expect(given(enrolled('manager'), proposed(change)).when(confirming(change))).toStrictEqual(
      happens(rolesChanged('vp', 'manager')),
    );
  });

  test('removes the person', () => {
    expect(given(enrolled('vp'), proposed(REMOVE)).when(confirming(REMOVE))).toStrictEqual(
      happens(removed()),
    );
  });

  test('takes effect as it was proposed last', () => {
    const history = [enrolled('vp'), proposed(assign('cto'), 'oscar'), proposed(REMOVE)];
    expect(given(...history).when(confirming(REMOVE))).toStrictEqual(happens(removed()));
  });

  describe('revokes the credential in the same append', () => {
    test.each([
      ['a person who is gone', 'person', REMOVE],
      ['an operator who is gone', 'operator', REMOVE],
    ] as const)('of %s', (_, kind, change) => {
      const history = [enrolled('vp', 'operator'), credentialIssued(kind), proposed(change)];
      expect(given(...history).when(confirming(change))).toStrictEqual(
        happens(removed(), credentialRevoked('gwen')),
      );
    });

    test.each(['operator', 'auditor'] as const)('of an %s who loses that role', (kind) => {
      const change = assign('vp');
      const history = [enrolled('vp', kind), credentialIssued(kind), proposed(change)];
      expect(given(...history).when(confirming(change))).toStrictEqual(
        happens(rolesChanged('vp'), credentialRevoked('gwen')),
      );
    });

    test.each<[string, 'operator' | 'person', Role[]]>([
      ['who keeps it', 'operator', ['vp', 'operator']],
      ['whose credential is one of any person', 'person', ['vp']],
    ])('but not of one %s', (_, kind, roles) => {
      const change = assign(...roles);
      const history = [enrolled('operator'), credentialIssued(kind), proposed(change)];
      expect(given(...history).when(confirming(change))).toStrictEqual(happens(rolesChanged(...roles)));
    });

    test('but not one that is revoked already', () => {
      const history = [
        enrolled('vp'),
        credentialIssued('person'),
        credentialRevoked('olivia'),
        proposed(REMOVE),
      ];
      expect(given(...history).when(confirming(REMOVE))).toStrictEqual(happens(removed()));
    });
  });

  test.each([
    ['an enrolment', [proposed(ENROL), confirmedEnrolment()], ENROL],
    ['other roles', [enrolled('vp'), proposed(assign('cto')), rolesChanged('cto')], assign('cto')],
    ['a removal', [enrolled('vp'), proposed(REMOVE), removed()], REMOVE],
    [
      'something before which other things happened',
      [enrolled('vp'), proposed(assign('cto')), rolesChanged('cto'), credentialIssued('person')],
      assign('cto'),
    ],
  ] as const)('that is in force changes nothing: %s', (_, history, change) => {
    expect(given(...history).when(confirming(change))).toStrictEqual(nothing);
  });

  const notAllowed = refused(
    'FORBIDDEN',
    'Only members of the governance board confirm who is enrolled, with which roles.',
  );

  test.each<Case>([
    [
      'to an operator, before anything else',
      [enrolled('vp')],
      confirming(REMOVE, { caller: 'nora', asker: person('operator', 'vp') }),
      notAllowed,
    ],
    ['to somebody unknown', [proposed(ENROL)], confirming(ENROL, { asker: undefined }), notAllowed],
    [
      'to the person themselves',
      [enrolled('governance-board'), proposed(assign('vp'))],
      confirming(assign('vp'), { caller: 'nora' }),
      refused('SEPARATION_OF_DUTIES', 'Nobody confirms a change about themselves; another member does.'),
    ],
    [
      'to who proposed it',
      [enrolled('vp'), proposed(REMOVE, 'gwen')],
      confirming(REMOVE),
      refused('SEPARATION_OF_DUTIES', 'gwen proposed it; another member confirms it.'),
    ],
    [
      'where nothing is proposed',
      [enrolled('vp')],
      confirming(REMOVE),
      refused('INVALID_STATE', 'Nothing is proposed about nora.'),
    ],
    [
      'where what was proposed came to nothing, because something else was put in force',
      [enrolled('vp'), proposed(REMOVE), rolesChanged('cto')],
      confirming(REMOVE),
      refused('INVALID_STATE', 'Nothing is proposed about nora.'),
    ],
    [
      'where something else was proposed since',
      [enrolled('vp'), proposed(assign('cto')), proposed(REMOVE)],
      confirming(assign('cto')),
      refused('STALE_VIEW', `What is proposed about nora has the digest ${digestOfChange(REMOVE)}.`),
    ],
    [
      'where its proposer is no operator any more',
      [enrolled('operator'), proposed(REMOVE)],
      confirming(REMOVE, { proposer: person('manager') }),
      refused('ROLE_NOT_HELD', 'olivia, who proposed it, is no operator any more.'),
    ],
    [
      'where its proposer is gone',
      [enrolled('operator'), proposed(REMOVE)],
      confirming(REMOVE, { proposer: undefined }),
      refused('ROLE_NOT_HELD', 'olivia, who proposed it, is no operator any more.'),
    ],
    [
      'as an enrolment, where somebody else was first to have the id',
      [proposed(ENROL)],
      confirming(ENROL, { claimed: true }),
      refused('ALREADY_EXISTS', 'nora is taken, if in another case or by another kind of participant.'),
    ],
  ])('is refused %s', (_, history, command, decision) => {
    expect(given(...history).when(command)).toStrictEqual(decision);
  });
});

describe('what the directory says of one id', () => {
  test('is everything at once', () => {
    expect(listingAfter()).toStrictEqual(directoryDecider.initialState);
    expect(
      listingAfter(
        enrolled('vp', 'manager'),
        credentialIssued('person'),
        proposed(assign('manager', 'cto')),
        rolesChanged('manager', 'cto'),
        delegated('cto', 'bob', at(60)),
        delegated('manager', 'alice', at(60)),
        delegated('manager', 'bob', at(90)),
        delegationEnded('cto', 'bob', 'bob'),
        proposed(REMOVE),
      ),
    ).toStrictEqual({
      entry: {
        status: 'ENROLLED',
        // Held since the enrolment, and since the change.
        roles: { manager: 100, cto: 103 },
        delegations: [{ role: 'manager', to: 'bob', until: at(90) }],
        bootstrap: sha('1'),
      },
      credentials: { status: 'ISSUED', kind: 'person', publicKey: key('A'), revoked: [] },
      proposal: { change: 'remove', by: 'olivia', sha256: digestOfChange(REMOVE) },
      confirmed: digestOfChange(assign('manager', 'cto')),
    });
  });

  test('after a removal is that the person is gone', () => {
    expect(
      listingAfter(
        enrolled('vp'),
        credentialIssued('person'),
        proposed(REMOVE),
        removed(),
        credentialRevoked('gwen'),
      ),
    ).toStrictEqual({
      entry: { status: 'REMOVED' },
      credentials: { status: 'NONE', revoked: [key('A')] },
      proposal: undefined,
      confirmed: digestOfChange(REMOVE),
    });
  });

  test('has roles from the new beginning once they are back, and no delegation', () => {
    const { entry } = listingAfter(
      enrolled('manager'),
      delegated('manager', 'alice', at(60)),
      removed(),
      proposed(ENROL),
      confirmedEnrolment(),
    );
    expect(entry).toStrictEqual({ status: 'ENROLLED', roles: { manager: 104 }, delegations: [] });
  });

  test('keeps what is proposed while roles are lent, and where a delegation ends', () => {
    const { proposal } = listingAfter(
      enrolled('manager'),
      proposed(REMOVE),
      delegated('manager', 'alice', at(60)),
      delegationEnded('manager', 'alice', 'alice'),
      credentialIssued('person'),
    );
    expect(proposal).toStrictEqual({ change: 'remove', by: 'olivia', sha256: digestOfChange(REMOVE) });
  });

  test('is that names are sealed', () => {
    expect(proposed(ENROL).data).toMatchObject({ personal });
  });
});
