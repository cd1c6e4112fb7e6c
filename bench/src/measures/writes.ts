import type { Bench, Raw } from '../bench.js';
import { Cleanup } from '../cleanup.js';
import { rateOf, timesOf } from '../load/pipelined.js';
import { median, percentile } from '../statistics.js';
import { appendWriter, postgresWriter, rawWriter, sqliteWriter, startBroker } from './writers.js';
import type { Writer } from './writers.js';

const GROUP = 'Writing 512 bytes that are on the disk when they are acknowledged';

interface Sizes {
  rounds: number;
  one: number;
  pipelined: number;
}

const SIZES: Record<'quick' | 'full', Sizes> = {
  quick: { rounds: 2, one: 150, pipelined: 1000 },
  full: { rounds: 5, one: 1000, pipelined: 10_000 },
};

interface Written {
  writer: Writer;
  times: number[];
  rates: number[];
}

const WARM_UP = 100;

// Taking turns in rounds, so that a disk that is slow for a while is slow for all of them.
const takeTurns = async (writers: Writer[], { rounds, one, pipelined }: Sizes): Promise<Written[]> => {
  const results = writers.map((writer): Written => ({ writer, times: [], rates: [] }));
  for (let round = 0; round < rounds; round++) {
    for (const { writer, times, rates } of results) {
      const write = (kind: string) => (index: number) => writer.write(`${kind}${round}-${index}`);
      if (round === 0) await rateOf(WARM_UP, writer.window, write('w'));
      times.push(...(await timesOf(one, write('o'))));
      if (writer.window > 1) rates.push(await rateOf(pipelined, writer.window, write('p')));
    }
  }
  return results;
};

const rawOf = ({ times, rates }: Written): Raw => {
  const oneMs = median(times);
  const onePerSecond = (times.length * 1000) / times.reduce((sum, time) => sum + time, 0);
  return { oneMs, onePerSecond, pipelinedPerSecond: median(rates) };
};

const addFigures = ({ add }: Bench, raw: Raw, written: Written): void => {
  const { writer, times, rates } = written;
  const own = rawOf(written);
  const { name } = writer;
  add({
    group: GROUP,
    name: `${name}, one at a time, p50`,
    value: own.oneMs,
    unit: 'ms',
    raw: own.oneMs / raw.oneMs,
    ...(writer.note ? { note: writer.note() } : {}),
  });
  add({ group: GROUP, name: `${name}, one at a time, p99`, value: percentile(times, 0.99), unit: 'ms' });
  add({
    group: GROUP,
    name: `${name}, one at a time`,
    value: own.onePerSecond,
    unit: '/s',
    raw: own.onePerSecond / raw.onePerSecond,
  });
  if (rates.length === 0) return;
  add({
    group: GROUP,
    name: `${name}, ${writer.window} in flight`,
    value: own.pipelinedPerSecond,
    unit: '/s',
    raw: own.pipelinedPerSecond / raw.pipelinedPerSecond,
  });
};

/** Raw publish, append with check and the same append in other event stores; the raw broker for everything else. */
export const measureWrites = async (bench: Bench): Promise<void> => {
  await using cleanup = new Cleanup();
  const { quick } = bench.options;
  bench.say('writes: raw, append with check, emmett on PostgreSQL and SQLite');
  const first = await rawWriter(await startBroker(cleanup, { provisioned: false }));
  const writers = [
    first,
    await appendWriter(await startBroker(cleanup)),
    ...(bench.options.parts.includes('writes')
      ? [...(await postgresWriter(cleanup)), await sqliteWriter(cleanup)]
      : []),
  ];
  const results = await takeTurns(writers, SIZES[quick ? 'quick' : 'full']);
  const [ofRaw] = results;
  if (!ofRaw) return;
  Object.assign(bench.raw, rawOf(ofRaw));
  for (const written of results) addFigures(bench, bench.raw, written);
};
