import { describe, expect, test } from '@jest/globals';
import { CREDENTIAL_KINDS } from '@guildhall/contracts';
import type { CredentialKind, EventOf, Recorded, TypesOf } from '@guildhall/contracts';
import fc from 'fast-check';
import { credentialDecider } from '../src/index.js';
import type { CredentialCommand, CredentialIssue, CredentialRevocation, Holder } from '../src/index.js';
import { at, person, sha } from './factories.js';
import { happens, nothing, refused } from './story.js';

type CredentialEvent = EventOf<'directory.credential-issued' | 'directory.credential-revoked'>;

const key = (letter: string): string => `U${letter.repeat(55)}`;

const recorded = (events: readonly EventOf<TypesOf<'directory'>>[]): Recorded<TypesOf<'directory'>>[] =>
  events.map((event, index) => ({
    ...event,
    id: `id-${index}`,
    context: 'directory',
    entity: 'bob',
    version: index + 1,
    position: 100 + index,
    time: at(index),
    actor: 'system',
    correlation: 'bob',
    causation: 'a cause',
  }));

const after = (events: readonly EventOf<TypesOf<'directory'>>[]) =>
  recorded(events).reduce(credentialDecider.evolve, credentialDecider.initialState);

const given = (...history: EventOf<TypesOf<'directory'>>[]) => ({
  when: (command: CredentialCommand) => credentialDecider.decide(command, after(history)),
});

const issued = (letter: string, revokes?: string, kind: CredentialKind = 'person'): CredentialEvent => ({
  type: 'directory.credential-issued',
  data: { id: 'bob', kind, publicKey: key(letter), ...(revokes ? { revokes: [key(revokes)] } : {}) },
});
const revoked = (letter: string, by = 'system'): CredentialEvent => ({
  type: 'directory.credential-revoked',
  data: { id: 'bob', publicKeys: [key(letter)], by },
});

const BOB: Holder = { is: 'person', person: person('engineering-director') };

const issuing = (letter: string, changes: Partial<CredentialIssue> = {}): CredentialIssue => ({
  type: 'issue',
  caller: 'system',
  asker: undefined,
  id: 'bob',
  kind: 'person',
  publicKey: key(letter),
  holder: BOB,
  ...changes,
});
const revoking = (changes: Partial<CredentialRevocation> = {}): CredentialRevocation => ({
  type: 'revoke',
  caller: 'system',
  asker: undefined,
  id: 'bob',
  holder: BOB,
  ...changes,
});

const notAllowed = refused(
  'FORBIDDEN',
  'Only an operator, or whoever has the keys of this home, issues and revokes credentials.',
);
/** Who is not asked for any reason of their own to do it. */
const OTHERS: [string, Partial<CredentialIssue>][] = [
  ['a person', { caller: 'bob', asker: person('engineering-director', 'governance-board') }],
  ['somebody unknown', { caller: 'mallory' }],
];

describe('issuing a credential', () => {
  test('puts the key on record', () => {
    expect(given().when(issuing('A'))).toStrictEqual(happens(issued('A')));
  });

  test('is for operators too', () => {
    const command = issuing('A', { caller: 'olivia', asker: person('operator') });
    expect(given().when(command)).toStrictEqual(happens(issued('A')));
  });

  test('revokes the key before', () => {
    expect(given(issued('A'), issued('B', 'A')).when(issuing('C'))).toStrictEqual(happens(issued('C', 'B')));
  });

  test('after a revocation revokes nothing', () => {
    expect(given(issued('A'), revoked('A')).when(issuing('B'))).toStrictEqual(happens(issued('B')));
  });

  test('of the key that is good changes nothing', () => {
    expect(given(issued('A'), issued('B', 'A')).when(issuing('B'))).toStrictEqual(nothing);
  });

  test.each(OTHERS)('is refused to %s', (_, changes) => {
    expect(given(issued('A')).when(issuing('A', { ...changes, holder: undefined }))).toStrictEqual(
      notAllowed,
    );
  });

  test.each<[CredentialKind, string, Holder | undefined, string]>([
    ['person', 'bob', undefined, 'bob is not enrolled.'],
    ['operator', 'bob', { is: 'worker' }, 'bob is not enrolled.'],
    ['auditor', 'bob', { is: 'master' }, 'bob is not enrolled.'],
    ['master', 'bob', BOB, 'bob is not registered as a master.'],
    ['master', 'bob', { is: 'worker' }, 'bob is not registered as a master.'],
    ['worker', 'bob', { is: 'master' }, 'bob is not registered as a worker.'],
    ['worker', 'bob', undefined, 'bob is not registered as a worker.'],
    ['gateway', 'bob', BOB, 'bob is not the gateway, whose id is gateway.'],
    ['person', 'gateway', undefined, 'gateway is not enrolled.'],
  ])('as %s is refused to %s where it is none', (kind, id, holder, message) => {
    expect(given().when(issuing('A', { kind, id, holder }))).toStrictEqual(refused('NOT_FOUND', message));
  });

  test.each(['operator', 'auditor'] as const)('as %s needs the role', (kind) => {
    const message = `bob does not hold the role ${kind}, which a credential of this kind is for.`;
    expect(given().when(issuing('A', { kind }))).toStrictEqual(refused('ROLE_NOT_HELD', message));
    const holder: Holder = { is: 'person', person: person('engineering-director', kind) };
    expect(given().when(issuing('A', { kind, holder }))).toStrictEqual(happens(issued('A', undefined, kind)));
  });

  test.each<[CredentialKind, string, Holder | undefined]>([
    ['person', 'bob', { is: 'person', person: person('operator') }],
    ['master', 'bob', { is: 'master' }],
    ['worker', 'bob', { is: 'worker' }],
    ['gateway', 'gateway', undefined],
  ])('as %s is possible for who is one', (kind, id, holder) => {
    expect(given().when(issuing('A', { kind, id, holder }))).toStrictEqual(
      happens({ type: 'directory.credential-issued', data: { id, kind, publicKey: key('A') } }),
    );
  });

  test.each([
    ['revoked', [issued('A'), revoked('A')]],
    ['replaced', [issued('A'), issued('B', 'A')]],
  ])('of a key that was %s is refused', (_, history) => {
    expect(given(...history).when(issuing('A'))).toStrictEqual(
      refused('INVALID_STATE', 'This key of bob was revoked, which is for ever. Make another.'),
    );
  });

  test('of the same key as another kind is refused', () => {
    const holder: Holder = { is: 'person', person: person('operator') };
    expect(given(issued('A')).when(issuing('A', { kind: 'operator', holder }))).toStrictEqual(
      refused('INVALID_STATE', 'This key of bob was issued as person. Make another.'),
    );
  });
});

describe('revoking a credential', () => {
  test.each([
    ['the keys of the home', revoking(), 'system'],
    ['an operator', revoking({ caller: 'olivia', asker: person('operator') }), 'olivia'],
  ])('is on record, by %s', (_, command, by) => {
    expect(given(issued('A'), issued('B', 'A')).when(command)).toStrictEqual(happens(revoked('B', by)));
  });

  test.each<[string, EventOf<TypesOf<'directory'>>[], Holder | undefined]>([
    ['was revoked', [issued('A'), revoked('A')], BOB],
    ['was never issued', [], BOB],
    ['was revoked, of somebody who is gone', [issued('A'), revoked('A')], undefined],
  ])('that %s changes nothing', (_, history, holder) => {
    expect(given(...history).when(revoking({ holder }))).toStrictEqual(nothing);
  });

  test('of nobody is refused', () => {
    expect(given().when(revoking({ holder: undefined }))).toStrictEqual(
      refused('NOT_FOUND', 'Nobody has the id bob.'),
    );
  });

  test.each(OTHERS)('is refused to %s', (_, { caller, asker }) => {
    const command = revoking({ caller: caller ?? '', asker, holder: undefined });
    expect(given(issued('A')).when(command)).toStrictEqual(notAllowed);
  });
});

describe('the credentials of a participant', () => {
  test('are apart from what else the directory says of it', () => {
    const personal = { sealed: { person: 'bob', key: 'k', alg: 'A256GCM' as const, iv: 'A', text: 'B' } };
    const state = after([
      { type: 'directory.enrolled', data: { roles: ['vp'], personal } },
      issued('A'),
      { type: 'directory.bootstrap-completed', data: { sha256: sha('1') } },
      issued('B', 'A'),
    ]);
    expect(state).toStrictEqual({
      status: 'ISSUED',
      kind: 'person',
      publicKey: key('B'),
      revoked: [key('A')],
    });
    expect(after([issued('A'), revoked('A')])).toStrictEqual({ status: 'NONE', revoked: [key('A')] });
  });

  test('are one key at most, which was not good before', () => {
    const steps = fc.array(
      fc.record({
        issue: fc.boolean(),
        letter: fc.constantFrom('A', 'B', 'C'),
        kind: fc.constantFrom(...CREDENTIAL_KINDS),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(steps, (taken) => {
        const history: CredentialEvent[] = [];
        for (const { issue, letter, kind } of taken) {
          const decision = given(...history).when(issue ? issuing(letter, { kind }) : revoking());
          if ('events' in decision) history.push(...decision.events);
          const state = after(history);
          const given_ = history.flatMap((event) =>
            event.type === 'directory.credential-issued' ? [event.data.publicKey] : [],
          );
          const good = state.status === 'ISSUED' ? [state.publicKey] : [];
          expect([...state.revoked, ...good]).toEqual(given_);
          expect(new Set(given_).size).toBe(given_.length);
        }
      }),
    );
  });
});
