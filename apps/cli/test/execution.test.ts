import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CommandName, PermitResult, WorkResult } from '@guildhall/contracts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { Client } from '../src/client/client.js';
import { toAction, waitingSeq } from '../src/permits/action.js';
import { heartbeatText } from '../src/permits/heartbeat.js';
import { stopText } from '../src/permits/stop.js';
import { saveToken, tokenText } from '../src/permits/token.js';
import { styleFor } from '../src/render/style.js';
import { workRows } from '../src/render/work.js';

const NOW = new Date(2026, 10, 21, 14, 3, 22, 113);
const plain = styleFor({ isTTY: false }, {}, NOW);
const at = (hour: number, minute: number): string => new Date(2026, 10, 21, hour, minute).toISOString();

const work: WorkResult = { startedAt: at(14, 0), lastSeq: 3, violations: [] };
const waiting = { seq: 4, action: 'deploy', target: 'service:api', at: at(14, 2) };
const permitWith = (done?: WorkResult, allowed: CommandName[] = []): PermitResult =>
  ({ allowed, ...(done ? { work: done } : {}) }) as PermitResult;
const rowsOf = (done?: WorkResult, allowed?: CommandName[]) =>
  Object.fromEntries(workRows(permitWith(done, allowed), plain));

describe('the work under a permit', () => {
  test('is not mentioned where it has not begun', () => {
    expect(workRows(permitWith(), plain)).toEqual([]);
  });

  test('says since when, how much, and nothing about what is not there', () => {
    expect(rowsOf(work)).toEqual({
      work: 'since 14:00, 3 actions on record',
      'to confirm': undefined,
      violations: undefined,
      rollback: undefined,
    });
  });

  test('says what waits for somebody, and what was broken', () => {
    const violation = {
      at: at(14, 1),
      rule: 'max_error_rate',
      onViolation: 'reject' as const,
      text: 'Of 50 requests 2% failed, and 1% may.',
    };
    expect(
      rowsOf({ ...work, waiting, violations: [violation, { ...violation, rule: 'scope' }] }),
    ).toMatchObject({
      'to confirm': '4: deploy on service:api, since 14:02',
      violations: [
        'max_error_rate 14:01: Of 50 requests 2% failed, and 1% may.',
        'scope 14:01: Of 50 requests 2% failed, and 1% may.',
      ].join('\n'),
    });
  });

  test.each<[NonNullable<WorkResult['rollback']>, string]>([
    [{ state: 'granted', workerId: 'deployer-3', until: at(14, 15) }, 'deployer-3 undoes it, until 14:15'],
    [{ state: 'needed', until: at(14, 15) }, 'nobody can be named: somebody has to see to it by hand'],
    [{ state: 'done', workerId: 'deployer-3' }, 'undone by deployer-3'],
    [{ state: 'failed' }, 'not undone: somebody has to look'],
  ])('says how it is undone: %j', (rollback, text) => {
    expect(rowsOf({ ...work, rollback })['rollback']).toBe(text);
  });

  test('says who has to name somebody who undoes it, as long as somebody can be named', () => {
    expect(
      rowsOf({ ...work, rollback: { state: 'needed' } }, ['execution.assign-rollback'])['rollback'],
    ).toBe('nobody undoes it yet: an operator has to name a worker');
  });
});

describe('on the command line', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'guildhall-execution-'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  // All that these need of a client.
  const clientWith = (done?: WorkResult): Client => {
    const results: Record<string, unknown> = {
      'permit.get': permitWith(done),
      'permit.inbox': { permits: [] },
    };
    const query = (name: string) => Promise.resolve({ result: results[name], position: 1 });
    return { query } as unknown as Client;
  };

  test('an action is applied with the content of a file', () => {
    const input = join(dir, 'input');
    writeFileSync(input, 'v2.1');
    expect(toAction({ seq: 4, action: 'deploy', target: 'service:api', input })).toEqual({
      seq: 4,
      action: 'deploy',
      target: 'service:api',
      inputDigest: createHash('sha256').update('v2.1').digest('hex'),
    });
  });

  test('an action is applied with what has this hash', () => {
    const named = { action: 'deploy', target: 'service:api', inputSha256: 'a'.repeat(64), seq: 9 };
    expect(toAction(named)).toEqual({
      seq: 9,
      action: 'deploy',
      target: 'service:api',
      inputDigest: 'a'.repeat(64),
    });
  });

  test('an action has to be said in full', () => {
    const message = 'Say what is applied, with --input FILE or --input-sha256 SHA256.';
    const action = { seq: 4, action: 'deploy', target: 'service:api' };
    expect(() => toAction(action)).toThrow(expect.objectContaining({ exit: 2, message }));
  });

  test('what is confirmed is what waits', async () => {
    expect(await waitingSeq(clientWith({ ...work, waiting }), 't1')).toBe(4);
    await expect(waitingSeq(clientWith(work), 't1')).rejects.toMatchObject({ exit: 2 });
  });

  test.each([
    [{ continue: true, duty: 'work' }, undefined],
    [{ continue: true, duty: 'rollback' }, undefined],
    [{ continue: false, duty: 'rollback' }, 'Stop at once: you may undo what was done, and nothing else.'],
    [{ continue: false }, 'Stop at once: nothing more is permitted.'],
  ] as const)('whoever has to stop is told so, and what is left to do: %j', (answer, text) => {
    expect(stopText(answer)).toBe(text);
  });

  test.each([
    ['PT30S', 'Every 10 s, or the worker is lost after 30 s'],
    ['PT20S', 'Every 6.7 s, or the worker is lost after 20 s'],
    ['PT1S', 'Every 0.3 s, or the worker is lost after 1 s'],
    ['PT1H', 'Every 10 s, or the worker is lost after 1 h'],
    [undefined, undefined],
  ])('a worker that may be silent for %s is told how often to speak', (within, text) => {
    expect(heartbeatText(within)).toBe(text);
  });

  test('a token is saved for its owner alone, and never printed', () => {
    const [file, answer] = [join(dir, 'token.jwt'), { token: 'a.b.c', tokenExpiresAt: at(14, 5) }];
    saveToken(answer, file);
    expect(readFileSync(file, 'utf8')).toBe('a.b.c');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(tokenText(answer, file, plain)).toBe(`  Its token is good until 14:05:00.000: in ${file}`);
    expect(tokenText(answer, undefined, plain)).toBe(
      '  Its token is good until 14:05:00.000: --token-file FILE saves the next one',
    );
    expect(tokenText({}, file, plain)).toBeUndefined();
  });
});
