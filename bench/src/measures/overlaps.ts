import { digestOf } from '@guildhall/contracts';
import type { Recorded, Terms } from '@guildhall/contracts';
import { sha256 } from '@guildhall/event-store';
import { emptyOverlaps, evolveOverlaps, ifAsked, overlapping } from '@guildhall/permit';
import type { OverlapIndex, OverlapQuery } from '@guildhall/permit';
import { serialize } from 'node:v8';
import type { Bench } from '../bench.js';
import { readJson } from '../json.js';
import { inRepository } from '../repository.js';
import { percentile } from '../statistics.js';

const GROUP = 'Finding the permits that one meets (SB4)';

const START = Date.parse('2030-01-01T00:00:00.000Z');
const HOUR = 3_600_000;
const at = (hours: number): string => new Date(START + hours * HOUR).toISOString();

/** Services of a large company, each with parts; and how many permits are at work in each part. */
const SERVICES = 2_000;
const PARTS = 10;

/** Of the published example: everything but what says where and when the work is. */
const exampleTerms = (): Terms => {
  const { body } = readJson(inRepository('libs/contracts/golden/permit.requested.v1.json')) as {
    body: { terms: Terms };
  };
  return body.terms;
};

const windowOf = (index: number): { notBefore: string; notAfter: string } => {
  const from = (index * 7) % 720;
  return { notBefore: at(from), notAfter: at(from + 24) };
};

const partOf = (index: number): string => `service:s${index % SERVICES}/part-${index % PARTS}`;

const termsOf = (base: Terms, index: number, resources: string[]): Terms => ({
  ...base,
  taskId: `live-${index}`,
  level: 3,
  scope: { resources, actions: ['deploy'] },
  window: windowOf(index),
  request: { ...base.request, taskId: `live-${index}`, environment: 'production' },
});

const requestedAt = (terms: Terms, position: number): Recorded<'permit.requested'> => ({
  type: 'permit.requested',
  id: `id-${position}`,
  context: 'permit',
  entity: terms.taskId,
  version: 1,
  position,
  time: at(0),
  actor: 'bench',
  correlation: terms.taskId,
  causation: 'bench',
  data: { terms, permitDigest: digestOf('bench', sha256), reviewBy: at(48) },
});

/** An index of so many live permits in production, and how long it took to fold them, in microseconds each. */
const filled = (base: Terms, permits: number): { index: OverlapIndex; each: number } => {
  const events = Array.from({ length: permits }, (_, place) => {
    const terms = termsOf(base, place, [partOf(place), `db:d${place % 500}/*`]);
    return requestedAt(terms, place + 1);
  });
  const since = performance.now();
  const index = events.reduce(evolveOverlaps, emptyOverlaps());
  return { index, each: ((performance.now() - since) * 1000) / permits };
};

interface Asked {
  name: string;
  resources: (round: number) => string[];
  /** ms */
  atMost: number;
}

const SOUGHT: readonly Asked[] = [
  { name: 'one part of a service', atMost: 1, resources: (round) => [partOf(round * 31)] },
  {
    name: 'a service and all its parts',
    atMost: 1,
    resources: (round) => [`service:s${(round * 31) % SERVICES}/**`],
  },
  {
    name: 'one part of every service',
    atMost: 10,
    resources: (round) => [`service:*/part-${round % PARTS}`],
  },
  {
    name: '64 globs, as many as a scope can have',
    atMost: 10,
    resources: (round) => Array.from({ length: 64 }, (_, index) => `service:*/other-${round}-${index}`),
  },
  { name: 'everything that there is', atMost: 100, resources: () => ['service:**', 'db:**'] },
];

const ROUNDS = 200;

/** What one question takes in ms, and how many permits it finds, in the middle and at the slow end. */
const measured = (index: OverlapIndex, queries: readonly OverlapQuery[]) => {
  const found: number[] = [];
  const taken = queries.map((query) => {
    const since = performance.now();
    found.push(overlapping(index, query).length);
    return performance.now() - since;
  });
  return { p50: percentile(taken, 0.5), p99: percentile(taken, 0.99), found: percentile(found, 0.5) };
};

/** The index over as many live permits as a company could have: how it is filled, kept, and asked. */
export const measureOverlaps = ({ add, say, options }: Bench): void => {
  const permits = options.quick ? 10_000 : 100_000;
  say(`overlaps with ${permits} live permits`);
  const base = exampleTerms();
  const { index, each } = filled(base, permits);
  add({ group: GROUP, name: `taking up one of ${permits} live permits`, value: each, unit: 'µs' });
  for (const { name, resources, atMost } of SOUGHT) {
    const queries = Array.from({ length: ROUNDS }, (_, round) =>
      ifAsked(termsOf(base, permits + round, resources(round)), at(0)),
    );
    const { p50, p99, found } = measured(index, queries);
    add({
      group: GROUP,
      name: `${name}, p50`,
      value: p50,
      unit: 'ms',
      target: { of: 'value', atMost },
      note: `meets ${found}`,
    });
    add({ group: GROUP, name: `${name}, p99`, value: p99, unit: 'ms' });
  }
  add({ group: GROUP, name: 'its snapshot', value: serialize(index).length / 2 ** 20, unit: 'MB' });
};
