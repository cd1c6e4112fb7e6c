import { readFileSync, writeFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import type { JsonObject } from '../support/log-event.js';

const DEMO = new URL('../../examples/demo/bootstrap.yaml', import.meta.url);

const WORKERS_PER_LEVEL = 4;
/** Permits that each works on at the same time. */
const CONCURRENCY = 1000;

const worker = (level: number, capability: string, n: number): JsonObject => ({
  level,
  definition: {
    workerId: `${capability}-${level}-${n}`,
    name: `Worker ${n} of level ${level}`,
    owners: ['olivia'],
    kind: 'agent',
    capabilities: [capability],
    concurrency: CONCURRENCY,
    ...(level === 0 ? {} : { artifact: { name: 'worker 1.0.0', sha256: 'a'.repeat(64) } }),
  },
});

/** Writes a file of participants: people and masters of the demo, and workers enough for the load. */
export const writeParticipants = (path: string): void => {
  const demo = parse(readFileSync(DEMO, 'utf8')) as JsonObject;
  const numbers = Array.from({ length: WORKERS_PER_LEVEL }, (_, index) => index + 1);
  const workers = numbers.flatMap((n) => [worker(0, 'code', n), worker(3, 'deploy', n)]);
  writeFileSync(path, stringify({ ...demo, workers }));
};
