import { describe, expect, test } from '@jest/globals';
import {
  DURABLES,
  DeadLetter,
  SERVICES,
  aboutDeadLetter,
  deadLetterSubject,
  issuesOf,
  servicePermissions,
} from '../src/index.js';

const letter: DeadLetter = {
  service: 'permit-workflow',
  durable: 'permit-workflow-tasks',
  id: '7dCW0JHtiwHJ1VD9sRxrrm',
  stream: 'EVENTS',
  sequence: 17,
  subject: 'evt.assignment.made.t1.1',
  headers: { 'ce-id': ['7dCW0JHtiwHJ1VD9sRxrrm'] },
  body: 'eyJhIjoxfQ==',
  attempts: 5,
  reason: 'task t1 was assigned without being assessed',
  firstAt: '2026-11-21T09:00:00.000Z',
  at: '2026-11-21T09:00:01.500Z',
};

describe('a dead letter', () => {
  test('has a published schema', () => {
    expect(issuesOf(DeadLetter, letter)).toEqual([]);
    const { body: _, ...bodiless } = letter;
    const headers = { several: ['one', 'two'] };
    for (const other of [{ ...letter, body: '', headers: {} }, { ...letter, headers }, bodiless])
      expect(issuesOf(DeadLetter, other)).toEqual([]);
  });

  test.each([
    ['service', 'gateway'],
    ['stream', 'DEAD_LETTERS'],
    ['body', 'not base64!'],
    ['headers', { a: 1 }],
    ['headers', { a: 'b' }],
    ['attempts', 0],
    ['at', 'now'],
  ])('whose %s is %j is none', (field, value) => {
    expect(issuesOf(DeadLetter, { ...letter, [field]: value })).not.toEqual([]);
  });

  test('is put where its service may publish, and no other', () => {
    const subject = deadLetterSubject('permit-workflow', letter.id);
    expect(subject).toBe('dead.permit-workflow.7dCW0JHtiwHJ1VD9sRxrrm');
    const allowed = SERVICES.filter((service) =>
      servicePermissions(service).publish.some(
        (filter) => filter.startsWith('dead.') && subject.startsWith(filter.slice(0, -1)),
      ),
    );
    expect(allowed).toEqual(['permit-workflow']);
  });

  test.each([
    ['evt.assignment.made.t1.1', 't1'],
    ['alert.permit-revoked.t1', 't1'],
    ['task.requested.cicd-master', 'cicd-master'],
    ['timer.due.permit.t2.window', 't2'],
    ['evt.something', undefined],
  ])('of %s is about %s', (subject, about) => {
    expect(aboutDeadLetter({ subject })).toBe(about);
  });

  // Its id is the event's, so that two consumers of one service would take each other's letters for their own.
  test.each(SERVICES)('is of one consumer: those of %s on one stream share no subject', (service) => {
    const taken = Object.values(DURABLES)
      .filter((durable) => durable.service === service)
      .flatMap(({ stream, filters }) => filters.map((filter) => `${stream} ${filter}`));
    expect(new Set(taken).size).toBe(taken.length);
  });
});
