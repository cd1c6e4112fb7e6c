import { describe, expect, test } from '@jest/globals';
import { refuse } from '@guildhall/contracts';
import { isApproved, lacksEmergencyAlone } from '../src/index.js';
import { NOW, recorded } from './intake-support.js';

const requested = recorded(
  {
    type: 'emergency.requested',
    data: {
      incident: 'INC-42',
      workerId: 'deployer-3',
      requestedBy: 'development-master',
      reason: 'Nobody can pay.',
      owners: ['olivia'],
      approveBy: '2026-11-03T10:14:00.000Z',
    },
  },
  'e1',
);
const approved = (expiresAt: string) =>
  recorded(
    {
      type: 'emergency.approved',
      data: { by: 'ivan', workerId: 'deployer-3', expiresAt, reviewBy: '2026-11-06T10:00:00.000Z' },
    },
    'e1',
    2,
  );
const ended = recorded({ type: 'emergency.ended', data: { workerId: 'deployer-3', kind: 'ended' } }, 'e1', 3);
const lapsed = recorded({ type: 'emergency.lapsed', data: { workerId: 'deployer-3' } }, 'e1', 2);
const running = approved('2026-11-03T11:00:00.000Z');

describe('an emergency by its own events', () => {
  test.each([
    ['nothing', [], false],
    ['asked for', [requested], false],
    ['lapsed', [requested, lapsed], false],
    ['approved', [requested, running], true],
    ['over by the clock', [requested, approved(NOW)], false],
    ['ended', [requested, running, ended], false],
  ])('%s', (_, events, expected) => {
    expect(isApproved(events, NOW)).toBe(expected);
  });
});

describe('a refusal for want of an emergency', () => {
  const details = (...pointers: string[]) => pointers.map((pointer) => ({ pointer, message: 'is wrong' }));
  test.each([
    ['alone', details('/emergencyId'), true],
    ['and of something else', details('/emergencyId', '/inputs'), false],
    ['not at all', details('/inputs'), false],
    ['of nothing in particular', [], false],
  ])('%s', (_, issues, expected) => {
    const { refusal } = refuse('VALIDATION_FAILED', 'no', { details: issues });
    expect(lacksEmergencyAlone(refusal)).toBe(expected);
  });

  test('with no details', () => {
    expect(lacksEmergencyAlone({ code: 'FORBIDDEN', message: 'no' })).toBe(false);
  });
});
