import type { PersonItem } from '@guildhall/contracts';
import { describe, expect, test } from '@jest/globals';
import { severalRoles } from '../src/commands/arguments.js';
import { momentAhead } from '../src/log/moment.js';
import { changeText, renderPeople } from '../src/render/directory.js';
import { styleFor } from '../src/render/style.js';

const plain = styleFor({ isTTY: false }, {}, new Date(2026, 10, 21, 14, 3));
const local = (day: number, hour: number): string => new Date(2026, 10, day, hour).toISOString();

const alice: PersonItem = {
  id: 'alice',
  roles: ['manager', 'vp'],
  delegations: [{ role: 'manager', to: 'bob', until: local(24, 18) }],
  enrolled: true,
};
const nora: PersonItem = {
  id: 'nora',
  roles: [],
  delegations: [],
  proposal: { change: 'enroll', roles: ['manager'], by: 'olivia', at: local(21, 13), sha256: 'a'.repeat(64) },
  enrolled: false,
};

describe('people', () => {
  test('one in a row, with what they lend, what waits, and where the next page is', () => {
    const lines = renderPeople({ people: [alice, nora], next: 'WzNd' }, plain).split('\n');
    expect(lines.map((line) => line.split(/ {2,}/))).toEqual([
      ['person', 'status', 'roles', 'delegated', 'to be confirmed'],
      ['alice', 'enrolled', 'manager, vp', 'manager to bob until 24 Nov 18:00'],
      ['nora', '-', 'is enrolled with manager, says olivia since 13:00'],
      [''],
      ['more with --cursor WzNd'],
    ]);
  });

  test('nobody', () => {
    expect(renderPeople({ people: [] }, plain)).toBe('Nobody.');
  });

  test.each([
    [{ change: 'enroll', roles: ['manager', 'vp'] } as const, 'is enrolled with manager, vp'],
    [{ change: 'enroll', roles: [] }, 'is enrolled with no role'],
    [{ change: 'assign-roles', roles: [] }, 'holds no role'],
    [{ change: 'remove' }, 'is removed'],
  ] as const)('what is proposed is said in words: %j', (proposed, words) => {
    const { change, ...roles } = proposed;
    expect(changeText({ change, ...('roles' in roles ? { roles: [...roles.roles] } : {}) })).toBe(words);
  });
});

describe('roles on the command line', () => {
  test('are separated by commas, each once', () => {
    expect(severalRoles('manager, vp,manager')).toEqual(['manager', 'vp']);
    expect(severalRoles('none')).toEqual([]);
  });

  test.each(['', 'boss', 'manager,', 'manager vp'])('are known ones: not %j', (text) => {
    expect(() => severalRoles(text)).toThrow('Roles are manager, ');
  });
});

describe('a time to come', () => {
  const now = new Date('2026-11-21T14:03:00.000Z');

  test.each([
    ['8h', '2026-11-21T22:03:00.000Z'],
    ['+3d', '2026-11-24T14:03:00.000Z'],
    ['2026-12-01T10:00:00+02:00', '2026-12-01T08:00:00.000Z'],
    ['2026-12-01', new Date(2026, 11, 1).toISOString()],
  ])('is %s from now', (text, time) => {
    expect(momentAhead(text, now)).toBe(time);
  });

  test.each(['soon', '-1h', '2026-13-01', '8'])('is not %s', (text) => {
    expect(() => momentAhead(text, now)).toThrow();
  });
});
