import { describe, expect, test } from '@jest/globals';
import { headers } from '@nats-io/transport-node';
import { StoreError } from '../src/index.js';
import { decode } from '../src/jetstream/codec.js';
import type { Stored } from '../src/jetstream/codec.js';

const DATA = { by: 'alice' };

const stored = (ceType: string, subject = 'evt.permit.review-started.t1.2'): Stored => {
  const made = headers();
  const entries = {
    'ce-id': 'i1',
    'ce-actor': 'alice',
    'ce-correlationid': 't1',
    'ce-causationid': 'alice:1',
  };
  for (const [name, value] of Object.entries({ ...entries, 'ce-type': ceType })) made.set(name, value);
  const data = new TextEncoder().encode(JSON.stringify(DATA));
  return { subject, headers: made, data, position: 7, time: '2026-11-21T10:00:00.000000001Z' };
};

describe('a stored message', () => {
  test('is the event that was written', () => {
    expect(decode(stored('guildhall.permit.review-started.v1'))).toEqual({
      type: 'permit.review-started',
      data: DATA,
      id: 'i1',
      context: 'permit',
      entity: 't1',
      version: 2,
      position: 7,
      time: '2026-11-21T10:00:00.000Z',
      actor: 'alice',
      correlation: 't1',
      causation: 'alice:1',
    });
  });

  test.each([
    ['a type of a later release', 'guildhall.permit.paused.v1', 'evt.permit.paused.t1.2'],
    ['a later version of a known type', 'guildhall.permit.review-started.v2', undefined],
    ['a much later one', 'guildhall.permit.review-started.v10', undefined],
  ])('is passed over where it is %s', (_, ceType, subject) => {
    expect(decode(stored(ceType, subject))).toBeUndefined();
  });

  test.each([
    ['', undefined],
    ['permit.review-started', undefined],
    ['guildhall.permit.review-started', undefined],
    ['guildhall.permit.review-started.v0', undefined],
    ['guildhall.permit.review-started.v2x', undefined],
    ['guildhall.permit.issued.v2', undefined],
    ['guildhall.permit.review-started.v1', 'evt.permit.review-started.t1'],
  ])('is no event with the type %j under %j', (ceType, subject) => {
    expect(() => decode(stored(ceType, subject))).toThrow(StoreError);
  });

  test.each([
    ['cut off', '{"by":'],
    ['empty', ''],
    ['not UTF-8', Uint8Array.of(0x22, 0xff, 0x22)],
  ])('is no event where its body is %s', (_, body) => {
    const data = typeof body === 'string' ? new TextEncoder().encode(body) : body;
    const broken = { ...stored('guildhall.permit.review-started.v1'), data };
    expect(() => decode(broken)).toThrow(
      expect.objectContaining({ kind: 'integrity', cause: expect.anything() }),
    );
  });
});
