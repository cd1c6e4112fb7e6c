import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  EVENTS,
  HEADERS,
  ID_PATTERN,
  causedEntity,
  ceType,
  commandCausation,
  eventId,
  fromCeType,
  intakeCausation,
  refusalsCausation,
} from '../src/index.js';
import type { Context } from '../src/index.js';
import { anId } from './arbitraries.js';
import { sha256 } from './hash.js';

describe('eventId', () => {
  test('of a worked example', () => {
    const key = { causation: 'bob:4f0c', context: 'permit', entity: 't1', n: 1 } as const;
    expect(eventId(key, sha256)).toBe('royNnRlJOBGjUKsf-KDnFh');
  });

  test('is 22 characters of base64url of SHA-256 over the four parts', () => {
    const aContext = fc.constantFrom<Context>('permit', 'task', 'claim');
    fc.assert(
      fc.property(
        fc.string(),
        aContext,
        anId,
        fc.integer({ min: 1, max: 1000 }),
        (causation, context, entity, n) => {
          const expected = createHash('sha256')
            .update([causation, context, entity, String(n)].join('\n'), 'utf8')
            .digest('base64url')
            .slice(0, 22);
          expect(eventId({ causation, context, entity, n }, sha256)).toBe(expected);
          expect(expected).toMatch(ID_PATTERN);
        },
      ),
    );
  });
});

describe('causedEntity', () => {
  test('is the prefix and 20 hex digits of SHA-256 of the causation', () => {
    const causation = 'intake:1398:2026-11-23T08:50:12.771Z';
    expect(causedEntity('r', causation, sha256)).toBe('rc40d29bbe40af8f40c71');
    expect(causedEntity('f', causation, sha256)).toBe('fc40d29bbe40af8f40c71');
    expect(createHash('sha256').update(causation).digest('hex').slice(0, 20)).toBe('c40d29bbe40af8f40c71');
  });

  test('is an id', () => {
    fc.assert(fc.property(fc.string(), (causation) => ID_PATTERN.test(causedEntity('f', causation, sha256))));
  });
});

test('causations of commands, of the intake and of summaries', () => {
  expect(commandCausation('bob', '4f0c')).toBe('bob:4f0c');
  expect(intakeCausation(1398, '2026-11-23T08:50:12.771Z')).toBe('intake:1398:2026-11-23T08:50:12.771Z');
  expect(refusalsCausation('permit-workflow', 'bob', '2026-11-23T08:50:12.771Z', '4f0c')).toBe(
    'permit-workflow:refusals:bob:2026-11-23T08:50:12.771Z:4f0c',
  );
});

describe('ce-type', () => {
  test('names the event and the version of its shape', () => {
    expect(ceType('permit.issued')).toBe('guildhall.permit.issued.v1');
  });

  test.each(Object.keys(EVENTS))('of %s is read back', (type) => {
    expect(fromCeType(ceType(type))).toBe(type);
  });

  test.each([
    '',
    'permit.issued',
    'guildhall.permit.issued',
    'guildhall.permit.issued.v2',
    'other.permit.issued.v1',
  ])('%j is none of ours', (type) => {
    expect(fromCeType(type)).toBeUndefined();
  });
});

test('names of headers', () => {
  expect(Object.values(HEADERS)).toEqual([
    'ce-specversion',
    'ce-datacontenttype',
    'ce-id',
    'ce-type',
    'ce-source',
    'ce-subject',
    'ce-time',
    'ce-actor',
    'ce-correlationid',
    'ce-causationid',
    'traceparent',
    'Nats-Msg-Id',
  ]);
});
