import { describe, expect, test } from '@jest/globals';
import { messageSchemas } from '@guildhall/contracts';
import type { Issue, PolicyDocument } from '@guildhall/contracts';
import { parsePolicy } from '../src/index.js';
import { DEFAULT_DOCUMENT, digest, issuesWith } from './support.js';

const { durations, levels } = DEFAULT_DOCUMENT;

interface Schema {
  $ref?: string;
  pattern?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema | boolean;
}

const SCHEMAS = messageSchemas() as Record<string, Schema>;
const resolved = (schema: Schema): Schema => SCHEMAS[schema.$ref?.split('/').at(-1) ?? ''] ?? schema;

/** By what every duration is told from other texts. */
const { pattern: DURATION } = SCHEMAS['Durations']?.properties?.['token'] ?? {};

/** Where the schema has durations: pointers, with `*` for the items of a list or the values of a map. */
const durationsIn = (schema: Schema, at = ''): string[] => {
  const { pattern, properties = {}, items, additionalProperties: values } = resolved(schema);
  return [
    ...(pattern === DURATION ? [at] : []),
    ...Object.entries(properties).flatMap(([name, member]) => durationsIn(member, `${at}/${name}`)),
    ...(items ? durationsIn(items, `${at}/*`) : []),
    ...(typeof values === 'object' ? durationsIn(values, `${at}/*`) : []),
  ];
};

/** `value` with `duration` at each place that these steps of a pointer lead to, and the pointers to these places. */
const replaced = (value: unknown, steps: string[], duration: string, at = ''): [unknown, string[]] => {
  const [step, ...more] = steps;
  if (step === undefined) return [duration, [at]];
  const members = Object.entries(value ?? {}).filter(([name]) => step === '*' || name === step);
  const names = step === '*' ? members : [[step, members[0]?.[1]] as const];
  const made = names.map(
    ([name, member]) => [name, replaced(member, more, duration, `${at}/${name}`)] as const,
  );
  const changes = Object.fromEntries(made.map(([name, [changed]]) => [name, changed]));
  const copy = Array.isArray(value)
    ? Object.assign([...(value as unknown[])], changes)
    : { ...(value as object), ...changes };
  return [copy, made.flatMap(([, [, pointers]]) => pointers)];
};

const issuesOf = (value: unknown): Issue[] => {
  const document = value as PolicyDocument;
  const parsed = parsePolicy(document, digest(document));
  return 'issues' in parsed ? parsed.issues : [];
};

const PLACES = durationsIn(SCHEMAS['PolicyDocument'] ?? {});

describe('every duration of the published schema', () => {
  test('is found', () => {
    expect(PLACES).toEqual(
      expect.arrayContaining([
        '/plans/*/reviewWithin',
        '/levels/*/retention',
        '/levels/*/reviewWithin',
        '/durations/formerOwners',
        '/trust/autonomousNotBefore',
      ]),
    );
  });

  test.each(PLACES)('%s is more than nothing, and ends', (place) => {
    const steps = place.split('/').slice(1);
    for (const [duration, said] of [
      ['PT0S', /^must be longer than nothing$/],
      ['P999999Y', /^must not be longer than /],
    ] as const) {
      const [document, pointers] = replaced(DEFAULT_DOCUMENT, steps, duration);
      const issues = issuesOf(document).filter(({ message }) => said.test(message));
      expect(pointers).not.toEqual([]);
      expect(issues.map(({ pointer }) => pointer)).toEqual(pointers);
    }
  });

  test.each(['P100Y', 'PT0.001S'])('may be %s where it is a deadline', (duration) => {
    const terms = levels.map((level) => (level.reviewWithin ? { ...level, reviewWithin: duration } : level));
    expect(issuesWith({ levels: terms })).toEqual([]);
  });
});

describe('records are kept at least', () => {
  const kept = (...retentions: string[]) => ({
    levels: levels.map((terms) => ({ ...terms, retention: retentions[terms.level] })),
  });

  test('as long as 1.2 says', () => {
    expect(issuesWith(kept('P30D', 'PT720H', 'P90D', 'P365D', 'P7Y'))).toEqual([]);
    expect(issuesWith(kept('P29D', 'PT719H', 'P89D', 'P364D', 'P6Y364D'))).toEqual([
      { pointer: '/levels/0/retention', message: 'must not be shorter than P30D, the least of level 0' },
      { pointer: '/levels/1/retention', message: 'must not be shorter than P30D, the least of level 1' },
      { pointer: '/levels/2/retention', message: 'must not be shorter than P90D, the least of level 2' },
      { pointer: '/levels/3/retention', message: 'must not be shorter than P1Y, the least of level 3' },
      { pointer: '/levels/4/retention', message: 'must not be shorter than P7Y, the least of level 4' },
    ]);
  });

  test('7 years under a regime', () => {
    expect(issuesWith({ durations: { ...durations, regulatedRetention: 'P7Y' } })).toEqual([]);
    expect(issuesWith({ durations: { ...durations, regulatedRetention: 'P2554D' } })).toEqual([
      { pointer: '/durations/regulatedRetention', message: 'must not be shorter than 7 years' },
    ]);
  });
});
