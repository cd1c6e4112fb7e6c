import { describe, expect, test } from '@jest/globals';
import { isMet, notRun } from '../src/figures.js';
import type { Figure } from '../src/figures.js';
import { readOptions } from '../src/options.js';
import { markdownOf } from '../src/report/markdown.js';
import { tableOf } from '../src/report/table.js';
import { median, percentile } from '../src/statistics.js';

const figure = (more: Partial<Figure>): Figure => ({ group: 'g', name: 'n', value: 2, unit: 'ms', ...more });

describe('a percentile', () => {
  test('is a value that was measured, whatever their order', () => {
    const values = [5, 1, 4, 2, 3];
    expect([0, 0.5, 0.8, 0.99, 1].map((p) => percentile(values, p))).toEqual([1, 3, 4, 5, 5]);
    expect(values).toEqual([5, 1, 4, 2, 3]);
  });

  test('of two values in the middle is the lower', () => {
    expect(median([4, 1, 3, 2])).toBe(2);
  });

  test('of nothing is no number', () => {
    expect(median([])).toBeNaN();
  });
});

describe('a target', () => {
  test('is met up to its limit, included', () => {
    expect(isMet(figure({ target: { of: 'value', atMost: 2 } }))).toBe(true);
    expect(isMet(figure({ target: { of: 'value', atMost: 1.9 } }))).toBe(false);
    expect(isMet(figure({ target: { of: 'value', atLeast: 2 } }))).toBe(true);
    expect(isMet(figure({ target: { of: 'value', atLeast: 2.1 } }))).toBe(false);
  });

  test('may be about a ratio', () => {
    expect(isMet(figure({ chain: 1.6, target: { of: 'chain', atMost: 1.5 } }))).toBe(false);
    expect(isMet(figure({ raw: 1.4, chain: 9, target: { of: 'raw', atMost: 1.5 } }))).toBe(true);
  });

  test('that is not there, or about what was not measured, is neither met nor missed', () => {
    expect(isMet(figure({}))).toBeUndefined();
    expect(isMet(figure({ target: { of: 'chain', atMost: 1.5 } }))).toBeUndefined();
  });
});

describe('what is written', () => {
  const figures = [
    figure({ name: 'one', value: 1234.5, unit: '/s', raw: 0.5 }),
    figure({ name: 'two', value: 0.012345, chain: 1.6, target: { of: 'chain', atMost: 1.5 }, note: 'why' }),
    figure({ group: 'h', name: 'three', value: 120, unit: 'MB', target: { of: 'value', atMost: 150 } }),
  ];
  const environment = {
    node: 'v20.20.2',
    natsServer: 'nats-server: v2.15.1',
    processors: '2 x some',
    memoryGB: 8,
    kernel: '6.1',
    fileSystem: 'ext4',
    loadBefore: 0.1,
  };

  test('has a section for each group, with ratios, targets and whether they are met', () => {
    const [, section] = markdownOf('2030-01-01', environment, figures).split('## ');
    expect(section?.trim().split('\n')).toEqual([
      'g',
      '',
      '|  | measured | to raw | to the empty chain | to Guildhall | target |  |',
      '| --- | ---: | ---: | ---: | ---: | --- | --- |',
      '| one | 1,235 /s | 0.50 x |  |  |  |  |',
      '| two | 0.0123 ms |  | 1.60 x |  | <= 1.5 x empty chain | **missed** |',
      '',
      '- two: why.',
    ]);
  });

  test('is aligned for a terminal', () => {
    expect(tableOf(figures).split('\n')).toEqual([
      '',
      'g',
      '        measured  to raw  to the empty chain  to Guildhall  target',
      'one     1,235 /s  0.50 x',
      'two    0.0123 ms                      1.60 x                <= 1.5 x empty chain  missed',
      '',
      'h',
      '        measured  to raw  to the empty chain  to Guildhall  target',
      'three     120 MB                                            <= 150 MB             met',
    ]);
  });

  test('says how a rival compares, and which one could not be run', () => {
    const rivals = [
      figure({ name: 'Cedar', unit: 'µs', value: 100, guildhall: 20 }),
      notRun('g', { name: 'OPA', missing: 'no opa' }),
    ];
    expect(markdownOf('today', environment, rivals).split('\n').slice(8, 13)).toEqual([
      '| Cedar | 100 µs |  |  | 20.00 x |  |  |',
      '| OPA | not run |  |  |  |  |  |',
      '',
      '- OPA: not run: no opa.',
      '',
    ]);
  });
});

describe('options', () => {
  test('of a quick run are a small log and everything else', () => {
    const { quick, events, parts } = readOptions(['--quick']);
    expect({ quick, events, parts }).toEqual({
      quick: true,
      events: [10_000],
      parts: ['writes', 'assessment', 'overlaps', 'paths', 'revocation', 'diff', 'logs'],
    });
  });

  test('name sizes of logs, the smallest first, and parts', () => {
    const { events, parts } = readOptions(['--events', '20000,1000', '--only', 'logs']);
    expect({ events, parts }).toEqual({ events: [1000, 20_000], parts: ['logs'] });
  });

  test.each([['--events', 'many'], ['--events', '10'], ['--only', 'nothing'], ['--fast']])(
    'that mean nothing are refused: %s %s',
    (...args) => {
      expect(() => readOptions(args)).toThrow();
    },
  );
});
