import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { CODES, CODE_NAMES, isRecorded } from '../src/index.js';

// 6.5, in its order.
const RECORDED = [
  'FORBIDDEN',
  'SEPARATION_OF_DUTIES',
  'ROLE_NOT_HELD',
  'STAGE_NOT_OPEN',
  'STALE_VIEW',
  'HARD_BLOCK',
  'OUT_OF_SCOPE',
  'OUT_OF_WINDOW',
  'MASTER_AUTHORIZATION',
  'REVIEW_DEBT',
  'BUDGET_EXHAUSTED',
  'WORKER_NOT_ELIGIBLE',
  'INPUT_MISMATCH',
];
const REPLIES = [
  'VALIDATION_FAILED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'ALREADY_APPROVED',
  'ROLE_FILLED',
  'WORKER_BUSY',
  'INVALID_STATE',
  'SEQUENCE_GAP',
  'CLOCK_SKEW',
  'UNSAFE_BROKER',
  'NOT_BOOTSTRAPPED',
  'CONFLICT',
  'NOT_YET',
  'SOFT_BLOCK',
  'NO_ELIGIBLE_WORKER',
  'OVERLOADED',
  'LOG_UNAVAILABLE',
  'PAYLOAD_TOO_LARGE',
  'INTERNAL',
];

test('the codes are those of the contract', () => {
  expect(CODE_NAMES).toEqual([...RECORDED, ...REPLIES]);
});

test('the log keeps refusals on grounds of right or rule, and no others', () => {
  expect(CODE_NAMES.filter(isRecorded)).toEqual(RECORDED);
});

test.each(Object.entries(CODES))('%s has a cause and a remedy in whole sentences', (_, { cause, remedy }) => {
  for (const text of [cause, remedy]) expect(text).toMatch(/^[A-Z][^\n|]{8,}\.$/);
});

describe('docs/errors.md', () => {
  const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

  test('is what `npm run contract` makes of the codes', () => {
    const [head, , ...entries] = rows;
    expect(head).toEqual(['code', 'in the log', 'cause', 'remedy']);
    expect(entries).toEqual(
      Object.entries(CODES).map(([code, { recorded, cause, remedy }]) => [
        `\`${code}\``,
        recorded ? 'yes' : 'no',
        cause,
        remedy,
      ]),
    );
  });
});
