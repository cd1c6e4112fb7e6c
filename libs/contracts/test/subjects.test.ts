import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  ALL_QUERIES,
  COMMANDS,
  CONTEXTS,
  DURABLES,
  EVENTS,
  QUERIES,
  SERVICES,
  STREAM_SUBJECTS,
  TASK_REQUESTED,
  alertId,
  alertSubject,
  commandSubject,
  commandsOf,
  contextOf,
  eventFilters,
  eventSubject,
  followConsumers,
  inboxPrefix,
  isReplySubject,
  logSubject,
  parseAlertSubject,
  parseEventSubject,
  parseRequestSubject,
  querySubject,
  requestsHeardBy,
  requesterOf,
  taskRequested,
  timerDueSubject,
  throughGateway,
} from '../src/index.js';
import type { CommandName, EventType, QueryName } from '../src/index.js';
import { aVersion, anEventType, anId, noId } from './arbitraries.js';

const anEvent = fc.record({ type: anEventType, entity: anId, version: aVersion });
const commands = Object.keys(COMMANDS) as CommandName[];
const queries = Object.keys(QUERIES) as QueryName[];

/** Whether the broker would deliver `subject` to a subscriber of `filter`. */
const matches = (filter: string, subject: string): boolean => {
  const tokens = subject.split('.');
  const wanted = filter.split('.');
  if (wanted.at(-1) === '>')
    return (
      tokens.length >= wanted.length &&
      wanted.slice(0, -1).every((token, at) => token === '*' || token === tokens[at])
    );
  return (
    tokens.length === wanted.length && wanted.every((token, at) => token === '*' || token === tokens[at])
  );
};

describe('subjects of events', () => {
  test('are those of the contract', () => {
    const key = { type: 'permit.revoked', entity: 't1', version: 7 } as const;
    expect(eventSubject(key)).toBe('evt.permit.revoked.t1.7');
    expect(logSubject(key)).toBe('log.permit.revoked.t1.7');
  });

  test('say what they were made from', () => {
    fc.assert(fc.property(anEvent, (key) => expect(parseEventSubject(eventSubject(key))).toEqual(key)));
  });

  test('are published under log. and stored under evt., the rest being the same', () => {
    fc.assert(
      fc.property(anEvent, (key) => {
        expect(logSubject(key).replace(/^log\./, 'evt.')).toBe(eventSubject(key));
        expect(matches(STREAM_SUBJECTS.EVENTS, logSubject(key))).toBe(true);
      }),
    );
  });

  test('are never made from what is no id', () => {
    fc.assert(
      fc.property(anEventType, noId, (type, entity) => {
        expect(() => eventSubject({ type, entity, version: 1 })).toThrow(
          new RangeError(`not an id: ${entity}`),
        );
        expect(() => logSubject({ type, entity, version: 1 })).toThrow(RangeError);
      }),
    );
  });

  test.each([0, -1, 1.5, NaN, Infinity, 2 ** 53])('are never made from version %d', (version) => {
    expect(() => eventSubject({ type: 'permit.issued', entity: 't1', version })).toThrow(
      new RangeError(`not a version: ${version}`),
    );
  });

  test.each([
    '',
    'evt',
    'evt.permit.issued.t1',
    'evt.permit.issued.t1.',
    'evt.permit.issued..1',
    'evt.permit..t1.1',
    'evt..issued.t1.1',
    'evt.permit.issued.t1.1.1',
    'log.permit.issued.t1.1',
    'EVT.permit.issued.t1.1',
    ' evt.permit.issued.t1.1',
    'evt.permit.issued.t1.1\n',
    'evt.permit.issued.t1.0',
    'evt.permit.issued.t1.01',
    'evt.permit.issued.t1.-1',
    'evt.permit.issued.t1.1e3',
    'evt.permit.issued.t1.0x1',
    'evt.permit.issued.t1.one',
    'evt.permit.issued.t1.*',
    'evt.permit.issued.t1.9999999999999999',
    'evt.permit.issued.*.1',
    'evt.permit.issued.t 1.1',
    `evt.permit.issued.${'x'.repeat(65)}.1`,
    'evt.*.issued.t1.1',
    'evt.permit.>',
  ])('%j is none', (subject) => {
    expect(parseEventSubject(subject)).toBeUndefined();
  });

  test('of types that this version does not know are still read', () => {
    expect(parseEventSubject('evt.audit.hold-placed.h1.2')).toEqual({
      type: 'audit.hold-placed',
      entity: 'h1',
      version: 2,
    });
  });
});

test('each filter lets through exactly the events it names', () => {
  fc.assert(
    fc.property(anEvent, anEvent, (wanted, other) => {
      const context = contextOf(wanted.type);
      const given = contextOf(other.type);
      const passes = (filter: string): boolean => matches(filter, eventSubject(other));
      expect(passes(eventFilters.all())).toBe(true);
      expect(passes(eventFilters.type(wanted.type))).toBe(other.type === wanted.type);
      expect(passes(eventFilters.context(context))).toBe(given === context);
      expect(passes(eventFilters.entity(context, wanted.entity))).toBe(
        given === context && other.entity === wanted.entity,
      );
      expect(passes(eventFilters.version(context, wanted.entity, wanted.version))).toBe(
        given === context && other.entity === wanted.entity && other.version === wanted.version,
      );
    }),
    {
      examples: [
        [
          { type: 'permit.issued', entity: 't1', version: 2 },
          { type: 'permit.closed', entity: 't1', version: 2 },
        ],
      ],
    },
  );
});

describe('subjects of alerts', () => {
  test('name the kind and what it is about', () => {
    expect(alertSubject('permit-revoked', 't1')).toBe('alert.permit-revoked.t1');
    expect(parseAlertSubject('alert.permit-revoked.t1')).toEqual({ kind: 'permit-revoked', id: 't1' });
  });

  test.each(['', 't1.more', '*', '>', 't 1'])('are not made about "%s"', (id) => {
    expect(() => alertSubject('permit-revoked', id)).toThrow(RangeError);
  });

  test.each(['alert.permit-revoked', 'alert.permit-revoked.t1.2', 'alert..t1', 'evt.permit.revoked.t1.1'])(
    'have no other form, such as %s',
    (subject) => {
      expect(parseAlertSubject(subject)).toBeUndefined();
    },
  );

  test('have an id for each kind that one cause makes', () => {
    expect(alertId('ce-1', 'permit-closed')).toBe('ce-1:permit-closed');
  });
});

describe('subjects of requests', () => {
  test.each(commands)('command %s says who asks for what', (name) => {
    fc.assert(
      fc.property(anId, (caller) => {
        const subject = commandSubject(caller, name);
        expect(parseRequestSubject(subject)).toEqual({ caller, name });
        expect(matches(`cmd.${caller}.>`, subject)).toBe(true);
      }),
    );
  });

  test.each(queries)('query %s says who asks for what', (name) => {
    fc.assert(
      fc.property(anId, (caller) => {
        const subject = querySubject(caller, name);
        expect(parseRequestSubject(subject)).toEqual({ caller, name });
        expect(matches(ALL_QUERIES, subject)).toBe(true);
      }),
    );
  });

  test('each command is heard by one service alone, the owner of its context; those on dead letters by all', () => {
    for (const name of commands) {
      const hearing = SERVICES.filter((service) =>
        requestsHeardBy(service).some((filter) => matches(filter, commandSubject('bob', name))),
      );
      const services = name.startsWith('dead-letter.') ? SERVICES.length : 1;
      expect({ name, services: hearing.length }).toEqual({ name, services });
    }
  });

  test('a task request names its master, to whoever hears it', () => {
    fc.assert(
      fc.property(anId, (master) => {
        expect(requesterOf(taskRequested(master))).toBe(master);
        expect(matches(TASK_REQUESTED, taskRequested(master))).toBe(true);
      }),
    );
  });

  test('have the spelling of the contract', () => {
    expect([
      commandSubject('bob', 'permit.approve'),
      querySubject('bob', 'permit.get'),
      throughGateway(commandSubject('bob', 'permit.approve')),
      taskRequested('cicd-master'),
      inboxPrefix('bob'),
      alertSubject('log-integrity', 'EVENTS'),
      commandsOf('permit'),
      ...followConsumers('permit-workflow').slice(0, 2),
    ]).toEqual([
      'cmd.bob.permit.approve',
      'qry.bob.permit.get',
      'via.cmd.bob.permit.approve',
      'task.requested.cicd-master',
      '_INBOX_bob',
      'alert.log-integrity.EVENTS',
      'cmd.*.permit.*',
      'permit-workflow-follow-1',
      'permit-workflow-follow-2',
    ]);
  });
});

test.each([
  ['_INBOX_bob.x7', true],
  ['_R_.abc.1', true],
  ['log.permit.issued.t1.1', false],
  ['R_.abc', false],
  ['x._INBOX_bob', false],
  ['', false],
])('a service replies on %j: %s', (subject, replies) => {
  expect(isReplySubject(subject)).toBe(replies);
});

describe('who owns what', () => {
  const types = Object.keys(EVENTS) as EventType[];

  test('every context but claims, refusals and dead letters has one owner', () => {
    const owned = Object.values(CONTEXTS).flat();
    expect(new Set(owned).size).toBe(owned.length);
    const without = [...new Set(types.map(contextOf))].filter(
      (context) => !owned.some((own) => own === context),
    );
    expect(without.sort()).toEqual(['claim', 'dead-letter', 'refusal']);
  });

  test('every durable consumer is given something that there is', () => {
    for (const { stream, filters } of Object.values(DURABLES)) {
      const events = types.map((type) => eventSubject({ type, entity: 't1', version: 1 }));
      const timers = Object.values(CONTEXTS)
        .flat()
        .map((context) => timerDueSubject({ context, entity: 't1', kind: 'window' }));
      const subjects = {
        EVENTS: events,
        INTAKE: [taskRequested('cicd-master')],
        TIMERS: timers,
        ALERTS: [alertSubject('hard-block', 't1')],
      };
      for (const filter of filters)
        expect(subjects[stream].filter((subject) => matches(filter, subject))).toHaveLength(1);
    }
  });
});
