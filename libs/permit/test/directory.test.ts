import { describe, expect, test } from '@jest/globals';
import type { EventOf, Recorded, Role, Sealed } from '@guildhall/contracts';
import {
  bootstrapDecider,
  entryDecider,
  evolvePeople,
  holdsRole,
  isOperator,
  personIn,
} from '../src/index.js';
import type { EndBootstrap, ImportPerson, People } from '../src/index.js';
import { at, person, sha } from './factories.js';
import { happens, nothing, refused } from './story.js';

const personal: Sealed = {
  sealed: { person: 'alice', key: 'k1', alg: 'A256GCM', iv: 'AAAA', text: 'BBBB' },
};

const enrolled = (
  id: string,
  position: number,
  roles: Role[] = ['manager'],
  bootstrap = sha('1'),
): Recorded<'directory.enrolled'> => ({
  ...recording(id, position),
  type: 'directory.enrolled',
  data: { roles, personal, bootstrap },
});

const recording = (entity: string, position: number) => ({
  id: `id-${position}`,
  context: 'directory' as const,
  entity,
  version: 1,
  position,
  time: at(0),
  actor: 'system',
  correlation: entity,
  causation: 'a cause',
});

describe('importing a person', () => {
  const given = (...history: Recorded<'directory.enrolled'>[]) => ({
    when: (command: ImportPerson) =>
      entryDecider.decide(command, history.reduce(entryDecider.evolve, entryDecider.initialState)),
  });
  const importing = (changes: Partial<ImportPerson> = {}): ImportPerson => ({
    type: 'import',
    caller: 'system',
    id: 'alice',
    roles: ['manager'],
    personal,
    sha256: sha('1'),
    pointer: '/people/3',
    bootstrapped: false,
    claimed: false,
    ...changes,
  });
  const enrolment: EventOf = {
    type: 'directory.enrolled',
    data: { roles: ['manager'], personal, bootstrap: sha('1') },
  };

  test('enrols them', () => {
    expect(given().when(importing())).toStrictEqual(happens(enrolment));
  });

  test.each([
    ['before', importing({ claimed: true })],
    ['and after the first boot is over', importing({ claimed: true, bootstrapped: true })],
  ])('again from the same file changes nothing, %s', (_, command) => {
    expect(given(enrolled('alice', 7)).when(command)).toStrictEqual(nothing);
  });

  const taken = refused(
    'ALREADY_EXISTS',
    'alice is taken, if in another case or by another kind of participant.',
  );

  test.each([
    [
      'to anybody but the participant that boots a home',
      [enrolled('alice', 7)],
      importing({ caller: 'olivia', bootstrapped: true, id: 'policy' }),
      refused('FORBIDDEN', 'Only `guildhall init` of this home may do this.'),
    ],
    [
      'once the first boot is over',
      [],
      importing({ bootstrapped: true, id: 'policy', claimed: true }),
      refused('INVALID_STATE', 'The first boot has been completed; from then on operators enrol people.'),
    ],
    ['from another file', [enrolled('alice', 7)], importing({ sha256: sha('2') }), taken],
    ['where somebody else has the id', [], importing({ claimed: true }), taken],
  ])('is refused %s', (_, history, command, decision) => {
    expect(given(...history).when(command)).toStrictEqual(decision);
  });

  test.each(['policy', 'System', 'permit-workflow', 'a.b', '', 'x'.repeat(65)])(
    'is refused under the id %j',
    (id) => {
      expect(given().when(importing({ id, claimed: true }))).toStrictEqual(
        refused('VALIDATION_FAILED', `${id} cannot be the id of a person.`, {
          details: [{ pointer: '/people/3/id', message: 'is reserved or malformed' }],
        }),
      );
    },
  );

  test('is not what the end of the first boot says, whose entity is in the same context', () => {
    const ended = { ...recording('system', 9), type: 'directory.bootstrap-completed' as const };
    const state = entryDecider.evolve(entryDecider.initialState, { ...ended, data: { sha256: sha('1') } });
    expect(state).toStrictEqual({ status: 'UNKNOWN' });
  });

  test('is not undone by what the person logs in with, which is on the same entity', () => {
    const issued: Recorded<'directory.credential-issued'> = {
      ...recording('alice', 8),
      type: 'directory.credential-issued',
      data: { id: 'alice', kind: 'person', publicKey: `U${'A'.repeat(55)}` },
    };
    const known = entryDecider.evolve(entryDecider.initialState, enrolled('alice', 7));
    expect(entryDecider.evolve(known, issued)).toStrictEqual(known);
    expect(entryDecider.evolve(entryDecider.initialState, issued)).toStrictEqual({ status: 'UNKNOWN' });
  });

  test('is remembered with the position since when each role is held', () => {
    const state = entryDecider.evolve(entryDecider.initialState, enrolled('alice', 7, ['manager', 'vp']));
    expect(state).toStrictEqual({
      status: 'ENROLLED',
      roles: { manager: 7, vp: 7 },
      delegations: [],
      bootstrap: sha('1'),
    });
  });
});

describe('ending the first boot', () => {
  const completed: Recorded<'directory.bootstrap-completed'> = {
    ...recording('system', 9),
    type: 'directory.bootstrap-completed',
    data: { sha256: sha('1') },
  };
  const given = (...history: Recorded<'directory.bootstrap-completed'>[]) => ({
    when: (command: EndBootstrap) =>
      bootstrapDecider.decide(
        command,
        history.reduce(bootstrapDecider.evolve, bootstrapDecider.initialState),
      ),
  });
  const ending = (changes: Partial<EndBootstrap> = {}): EndBootstrap => ({
    type: 'complete-bootstrap',
    caller: 'system',
    sha256: sha('1'),
    people: new Map([
      ['alice', { ...person('manager'), bootstrap: sha('1') }],
      ['olivia', { ...person('operator'), bootstrap: sha('1') }],
    ]),
    ...changes,
  });

  test('is on record', () => {
    expect(given().when(ending())).toStrictEqual(
      happens({ type: 'directory.bootstrap-completed', data: { sha256: sha('1') } }),
    );
  });

  test('again with the same file changes nothing', () => {
    expect(given(completed).when(ending({ people: new Map() }))).toStrictEqual(nothing);
  });

  const noOperator = refused(
    'VALIDATION_FAILED',
    'The file enrolled no operator, without whom nothing could be changed later.',
    { details: [{ pointer: '/people', message: 'names no operator' }] },
  );

  test.each([
    [
      'to anybody but the participant that boots a home',
      [completed],
      ending({ caller: 'olivia', sha256: sha('2') }),
      refused('FORBIDDEN', 'Only `guildhall init` of this home may do this.'),
    ],
    [
      'where it ended with another file',
      [completed],
      ending({ sha256: sha('2') }),
      refused('INVALID_STATE', 'The first boot has been completed, with another file.'),
    ],
    [
      'without an operator',
      [],
      ending({ people: new Map([['alice', { ...person('manager'), bootstrap: sha('1') }]]) }),
      noOperator,
    ],
    ['with a file that enrolled nobody', [], ending({ sha256: sha('2') }), noOperator],
  ])('is refused %s', (_, history, command, decision) => {
    expect(given(...history).when(command)).toStrictEqual(decision);
  });
});

describe('the people of the directory', () => {
  const nobody: People = new Map();
  const events = [enrolled('alice', 7), enrolled('Bob', 8, ['vp', 'cto'], sha('2'))];

  test('are all who were enrolled', () => {
    expect(events.reduce(evolvePeople, nobody)).toStrictEqual(
      new Map([
        ['alice', { roles: { manager: 7 }, delegations: [], bootstrap: sha('1') }],
        ['Bob', { roles: { vp: 8, cto: 8 }, delegations: [], bootstrap: sha('2') }],
      ]),
    );
    expect(nobody).toStrictEqual(new Map());
  });

  test('are the same where an event comes twice', () => {
    expect([...events, ...events].reduce(evolvePeople, nobody)).toStrictEqual(
      events.reduce(evolvePeople, nobody),
    );
  });

  test('hold the roles that they have, and none where they are not enrolled', () => {
    const people = events.reduce(evolvePeople, nobody);
    expect(holdsRole(people.get('Bob'), 'cto')).toBe(true);
    expect(holdsRole(people.get('Bob'), 'manager')).toBe(false);
    expect(holdsRole(people.get('mallory'), 'manager')).toBe(false);
  });
});

describe('the directory of one id', () => {
  const issued: Recorded<'directory.credential-issued'> = {
    ...recording('olivia', 8),
    type: 'directory.credential-issued',
    data: { id: 'olivia', kind: 'operator', publicKey: `U${'A'.repeat(55)}` },
  };

  test('has a person in it once they are enrolled, as the decider knows them', () => {
    const events = [enrolled('olivia', 7, ['operator'], sha('1')), issued];
    expect(personIn(events)).toStrictEqual(events.reduce(entryDecider.evolve, entryDecider.initialState));
    expect(personIn(events)).toMatchObject({ roles: { operator: 7 }, bootstrap: sha('1') });
    expect([personIn([]), personIn([issued])]).toStrictEqual([undefined, undefined]);
  });

  test.each([
    ['an operator', [enrolled('olivia', 7, ['auditor', 'operator']), issued], true],
    ['somebody with another role', [enrolled('olivia', 7, ['auditor']), issued], false],
    ['nobody, where a credential is all there is', [issued], false],
    ['nobody', [], false],
  ])('says whether it is an operator: %s', (_, events, operator) => {
    expect(isOperator(events)).toBe(operator);
  });
});
