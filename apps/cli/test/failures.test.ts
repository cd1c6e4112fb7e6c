import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Failure, unusable } from '../src/failure.js';
import { homeAt } from '../src/home.js';
import { failureJson, renderFailure } from '../src/render/refusal.js';
import { styleFor } from '../src/render/style.js';
import { StartFailure } from '../src/supervisor/start-failure.js';
import { explained } from '../src/system/explained.js';
import { tempDir } from './support/temp.js';

const plain = styleFor({}, { NO_COLOR: '1' }, new Date(2026, 10, 21, 14, 3));

describe('what is wrong with an input', () => {
  const details = [
    { pointer: '', message: 'is not what it should be', line: 7 },
    { pointer: '/floors/3/when', message: 'is missing', line: 104 },
    { pointer: '/taskId', message: 'is too long' },
  ];

  test('is told with its line, where it has one, and its pointer', () => {
    expect(renderFailure(unusable('p.yaml is not a valid policy.', details), plain)).toBe(`\
✗ p.yaml is not a valid policy.
  line   7  is not what it should be
  line 104  /floors/3/when  is missing
  /taskId  is too long`);
  });

  test('is the same for programs', () => {
    expect(failureJson(unusable('p.yaml is not a valid policy.', details), plain)).toEqual({
      error: { message: 'p.yaml is not a valid policy.', details },
    });
  });
});

describe('a service that does not start', () => {
  const late = new StartFailure('risk-assessment', 'misconfigured', 'ended with exit code 2');

  test('is explained by what its log says last, each line of it indented', () => {
    using dir = tempDir();
    const home = homeAt(dir.path);
    mkdirSync(dirname(home.log('risk-assessment')), { recursive: true });
    const entry = (level: string, message: string): string =>
      JSON.stringify({ level, timestamp: new Date(2026, 10, 21, 14, 2, 59, 7).getTime(), message });
    writeFileSync(
      home.log('risk-assessment'),
      `${entry('log', 'starting')}\n${entry('fatal', 'p.yaml is not a valid policy:\np.yaml:7 /a is missing\np.yaml:9 /b')}\n`,
    );
    const failure = explained(home, late);
    if (!(failure instanceof Failure)) throw failure;
    const [head, said, ...more] = renderFailure(failure, plain).split('\n');
    expect([failure.exit, head, said?.replace(/^.*fatal +/, ''), ...more]).toEqual([
      2,
      '✗ risk-assessment ended with exit code 2.',
      'p.yaml is not a valid policy:',
      '    p.yaml:7 /a is missing',
      '    p.yaml:9 /b',
      '  → See `guildhall logs risk-assessment`.',
    ]);
  });

  test('is not mistaken for anything else that goes wrong', () => {
    using dir = tempDir();
    const other = new Error('anything else');
    expect(explained(homeAt(dir.path), other)).toBe(other);
  });
});
