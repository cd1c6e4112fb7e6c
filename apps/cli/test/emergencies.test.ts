import type { EmergencyItem } from '@guildhall/contracts';
import { describe, expect, test } from '@jest/globals';
import { renderEmergencies } from '../src/render/emergencies.js';
import { styleFor } from '../src/render/style.js';

const plain = styleFor({ isTTY: false }, {}, new Date(2026, 10, 21, 14, 0));
const local = (day: number, hour: number, minute = 0): string =>
  new Date(2026, 10, day, hour, minute).toISOString();

const requested: EmergencyItem = {
  emergencyId: 'em-1',
  state: 'REQUESTED',
  incident: 'INC-7',
  workerId: 'deployer-2',
  requestedBy: 'cicd-master',
  reason: 'The checkout is down for everybody.',
  requestedAt: local(21, 13, 50),
  approveBy: local(21, 14, 5),
};
const approved: EmergencyItem = {
  ...requested,
  emergencyId: 'em-2',
  state: 'APPROVED',
  approvedBy: 'ivan',
  expiresAt: local(21, 14, 50),
  reviewBy: local(24, 13, 50),
};
const ended: EmergencyItem = {
  ...approved,
  emergencyId: 'em-3',
  state: 'ENDED',
  ended: { kind: 'ended', by: 'ivan', at: local(18, 12) },
  reviewBy: local(21, 11, 30),
};
const { reviewBy: _, ...settled } = ended;
const reviewed: EmergencyItem = {
  ...settled,
  emergencyId: 'em-4',
  state: 'REVIEWED',
  ended: { kind: 'expired', at: local(18, 12) },
  review: { by: 'carol', at: local(18, 16), report: 'What happened.', lessons: 'What was learned.' },
};
const lapsed: EmergencyItem = { ...requested, emergencyId: 'em-5', state: 'LAPSED' };

describe('emergencies', () => {
  test('one in a row, with when it ends and what is owed', () => {
    const page = { emergencies: [requested, approved, ended, reviewed, lapsed], next: 'WzNd' };
    const lines = renderEmergencies(page, plain)
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    const same = ['INC-7', 'deployer-2', 'cicd-master', '13:50'];
    expect(lines).toEqual([
      ['emergency', 'state', 'incident', 'worker', 'asked by', 'at', 'approved by', 'ends', 'review'],
      ['em-1', 'REQUESTED', ...same, '-', 'lapses in 5 min', '-'],
      ['em-2', 'APPROVED', ...same, 'ivan', 'in 50 min', 'due in 2 d 23 h'],
      ['em-3', 'ENDED', ...same, 'ivan', '18 Nov 12:00 by ivan', 'due 2 h 30 min ago'],
      ['em-4', 'REVIEWED', ...same, 'ivan', '18 Nov 12:00', 'by carol'],
      ['em-5', 'LAPSED', ...same, '-', '-', '-'],
      [''],
      ['more with --cursor WzNd'],
    ]);
  });

  test('none', () => {
    expect(renderEmergencies({ emergencies: [] }, plain)).toBe('No emergencies.');
  });
});
