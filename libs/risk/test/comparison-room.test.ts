import type { Assessment, Constraint } from '@guildhall/contracts';
import { expect, test } from '@jest/globals';
import { assess } from '../src/index.js';
import { roomOf } from '../src/comparison/room.js';
import { DEFAULT_POLICY, task } from './support.js';

const assessed = (): Assessment => {
  const outcome = assess(task({}), DEFAULT_POLICY);
  if ('refusal' in outcome) throw new Error(outcome.refusal.message);
  return outcome.assessment;
};
const ASSESSED = assessed();

const limit = (id: string, value: Constraint['value'], more: Partial<Constraint> = {}): Constraint => ({
  id,
  value,
  ...more,
});
const limits = (...constraints: Constraint[]): Partial<Assessment> => ({ constraints });

const RATE = limit('max_error_rate', 0.01);
const HOSTS = limit('allowed_hosts', ['a.example', 'b.example']);
const SPRING = '2030-03-01T00:00:00Z/2030-06-01T00:00:00Z';

test.each<[string, Partial<Assessment>, Partial<Assessment>]>([
  ['a larger number', limits(RATE), limits(limit('max_error_rate', 1))],
  ['one limit less', limits(RATE, HOSTS), limits(RATE)],
  ['no limits any more', limits(RATE), limits()],
  ['one more item', limits(limit('allowed_hosts', ['b.example'])), limits(HOSTS)],
  [
    'a wider glob',
    limits(limit('allowed_resources', ['db:a/*'])),
    limits(limit('allowed_resources', ['db:**'])),
  ],
  ['what may be written', limits(limit('read_only', true)), limits(limit('read_only', false))],
  [
    'a longer interval',
    limits(limit('time_window', SPRING)),
    limits(limit('time_window', '2030-01-01T00:00:00Z/2031-01-01T00:00:00Z')),
  ],
  [
    'a milder reaction',
    limits(limit('max_actions', 3, { onViolation: 'rollback-and-revoke' })),
    limits(limit('max_actions', 3)),
  ],
  ['a shorter path', { path: 'master' }, { path: 'advanced' }],
  ['more tokens', { tokenAllocation: 1 }, { tokenAllocation: 2 }],
  ['a longer window', { windowFor: 'PT23H' }, { windowFor: 'P1D' }],
  ['a shorter retention', { retention: 'P1Y' }, { retention: 'P364D' }],
  ['several at once', { ...limits(RATE), path: 'basic', score: 1 }, { ...limits(), path: 'fast', score: 9 }],
  [
    'a larger number with another check',
    limits(limit('max_actions', 1, { witness: 'one' })),
    limits(limit('max_actions', 2, { witness: 'other' })),
  ],
])('%s leaves more room, and the other way round less', (_, before, after) => {
  const [less, more] = [
    { ...ASSESSED, ...before },
    { ...ASSESSED, ...after },
  ];
  expect([roomOf(less, more), roomOf(more, less)]).toEqual(['looser', 'stricter']);
});

test.each<[string, Partial<Assessment>, Partial<Assessment>]>([
  ['nothing', {}, {}],
  ['items in another order', limits(HOSTS), limits(limit('allowed_hosts', ['b.example', 'a.example']))],
  ['what is revoked anyway', limits(RATE), limits({ ...RATE, onViolation: 'revoke' })],
  ['another check', limits(RATE), limits({ ...RATE, witness: 'another' })],
  ['other items', limits(HOSTS), limits(limit('allowed_hosts', ['a.example', 'c.example']))],
  ['items of which none is common', limits(HOSTS), limits(limit('allowed_hosts', ['c.example']))],
  ['one limit for another', limits(RATE), limits(HOSTS)],
  [
    'more of one and less of another',
    { tokenAllocation: 1, retention: 'P1D' },
    { tokenAllocation: 2, retention: 'P2D' },
  ],
  ['an emergency', { path: 'advanced' }, { path: 'emergency' }],
  ['an emergency with more tokens', { path: 'advanced' }, { path: 'emergency', tokenAllocation: 10_000_000 }],
  [
    'score, risk and times of review',
    { score: 1, risk: 'low' },
    { score: 9, risk: 'high', reviewWithin: 'PT1H' },
  ],
])('%s leaves neither more room nor less', (_, before, after) => {
  const [one, other] = [
    { ...ASSESSED, ...before },
    { ...ASSESSED, ...after },
  ];
  expect([roomOf(one, other), roomOf(other, one)]).toEqual([undefined, undefined]);
});
