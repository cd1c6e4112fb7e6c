import type { MasterItem, WorkerItem } from '@guildhall/contracts';
import { describe, expect, test } from '@jest/globals';
import { renderMasters } from '../src/render/masters.js';
import { styleFor } from '../src/render/style.js';
import { renderWorker, renderWorkers } from '../src/render/workers.js';

const NOW = new Date('2026-11-21T14:00:00.000Z');
const plain = styleFor({ isTTY: false }, {}, NOW);

const worker = (more: Partial<WorkerItem> = {}): WorkerItem => ({
  id: 'deployer-3',
  name: 'Deployer for critical services',
  kind: 'agent',
  owners: ['olivia', 'zoe'],
  capabilities: ['deploy'],
  status: 'active',
  level: 3,
  probation: true,
  expiresAt: '2026-12-01T14:00:00.000Z',
  trust: 'supervised',
  trustSince: '2026-11-01T14:00:00.000Z',
  successes: 40,
  nextTrust: { trust: 'monitored', successes: 100 },
  definition: 'd'.repeat(64),
  ...more,
});

const uncertified = (): WorkerItem => {
  const { expiresAt: _, ...rest } = worker({ id: 'scout-0', name: 'Scout', level: 0, probation: false });
  return rest;
};

describe('workers', () => {
  test('one in a row, with what it may do', () => {
    const lasting = {
      ...uncertified(),
      id: 'a-1',
      level: 1,
      status: 'suspended',
      trust: 'monitored',
    } as const;
    expect(renderWorkers({ workers: [lasting, worker(), uncertified()], next: 'abc' }, plain)).toBe(
      [
        'worker      status     level  certification               trust       capabilities  owners       name',
        'a-1         suspended  1      for good                    monitored   deploy        olivia, zoe  Scout',
        'deployer-3  active     3      on probation, ends in 10 d  supervised  deploy        olivia, zoe  Deployer for critical services',
        'scout-0     active     0      -                           supervised  deploy        olivia, zoe  Scout',
        '',
        'more with --cursor abc',
      ].join('\n'),
    );
    expect(renderWorkers({ workers: [] }, plain)).toBe('No workers.');
  });

  test('one with everything that is known of it', () => {
    const emergencies = [{ emergencyId: 'em-1', level: 3 as const, expiresAt: '2026-11-21T14:40:00.000Z' }];
    expect(renderWorker(worker({ status: 'expired', emergencies }), plain)).toBe(
      [
        'deployer-3  Deployer for critical services',
        'status         expired',
        'level          3 (Advanced)',
        'certification  on probation, ends in 10 d',
        'trust          supervised; 40 of 100 successful actions to monitored, once its probation is over',
        'emergencies    level 3 in em-1, ends in 40 min',
        'kind           agent',
        'capabilities   deploy',
        'owners         olivia, zoe',
        `definition     ${'d'.repeat(64)}`,
      ].join('\n'),
    );
    expect(renderWorker(uncertified(), plain)).not.toContain('emergencies');
  });

  const { nextTrust: _, ...known } = uncertified();
  test.each<[string, WorkerItem]>([
    ['supervised; 40 of 100 successful actions to monitored', uncertified()],
    [
      'monitored; 40 of 1000 successful actions to autonomous, not before 1 Dec',
      {
        ...known,
        trust: 'monitored',
        nextTrust: { trust: 'autonomous', successes: 1000, notBefore: '2026-12-01T12:00:00.000Z' },
      },
    ],
    ['autonomous\n', { ...known, trust: 'autonomous' }],
    ['supervised (autonomous after its probation)\n', { ...known, probation: true, trust: 'autonomous' }],
  ])('how far it is trusted: %s', (expected, item) => {
    expect(renderWorker(item, plain)).toContain(`\ntrust          ${expected}`);
  });
});

describe('masters', () => {
  const master = (more: Partial<MasterItem> = {}): MasterItem => ({
    id: 'cicd-master',
    level: 3,
    owners: ['zoe'],
    retired: false,
    ...more,
  });

  test('one in a row, with what it may ask for', () => {
    const old = master({ id: 'old-master', capabilities: ['deploy', 'test'], retired: true });
    expect(renderMasters({ masters: [master(), old], next: 'abc' }, plain)).toBe(
      [
        'master       status   level  may ask for   owners',
        'cicd-master  active   3      all           zoe',
        'old-master   retired  3      deploy, test  zoe',
        '',
        'more with --cursor abc',
      ].join('\n'),
    );
    expect(renderMasters({ masters: [] }, plain)).toBe('No masters.');
  });
});
