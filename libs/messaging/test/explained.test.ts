import { expect, test } from '@jest/globals';
import type { Recorded } from '@guildhall/contracts';
import { StoreError } from '@guildhall/event-store';
import { explained } from '../src/explained.js';

const withdrawn = (data: unknown): Recorded<'task.withdrawn'> => ({
  type: 'task.withdrawn',
  data: data as Recorded<'task.withdrawn'>['data'],
  id: 'x1',
  context: 'task',
  entity: 't1',
  version: 1,
  position: 7,
  time: '2026-11-21T09:00:00.000Z',
  actor: 'cicd-master',
  correlation: 't1',
  causation: 'cicd-master:1',
});

const broken = new TypeError("Cannot read properties of undefined (reading 'length')");

test('an event that is not of its published shape is the reason', () => {
  expect(explained(withdrawn({}), broken)).toEqual(
    new Error('the event is no valid task.withdrawn: /reason is missing', { cause: broken }),
  );
});

test('of one that is, the failure speaks for itself', () => {
  expect(explained(withdrawn({ reason: 'no longer wanted' }), broken)).toBe(broken);
});

test('an outage stays one', () => {
  const away = new StoreError('unavailable', 'away');
  expect(explained(withdrawn({}), away)).toBe(away);
});
