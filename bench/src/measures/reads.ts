import { jetStreamStore } from '@guildhall/event-store';
import type { Bench } from '../bench.js';
import { rateOf, timesOf } from '../load/pipelined.js';
import { startHomeBroker, taskIdOf } from '../log/filled.js';
import type { FilledHome } from '../log/filled.js';
import { median, percentile } from '../statistics.js';

const GROUP = 'Reading one entity by its id';
const WINDOW = 64;
const COUNT = { quick: 300, full: 2_000 };

/** Permits of three events each, picked from all over the log. */
export const measureReads = async (bench: Bench, filled: FilledHome): Promise<void> => {
  const { add, raw, say, options } = bench;
  say(`reading entities in a log of ${filled.events} events`);
  await using broker = await startHomeBroker(filled.home);
  const nc = await broker.service('permit-workflow');
  const store = await jetStreamStore(nc, { service: 'permit-workflow', report: () => undefined });
  const read = async (): Promise<void> => {
    const id = taskIdOf(Math.floor(Math.random() * filled.tasks));
    const { version } = await store.read('permit', id);
    if (version === 0) throw new Error(`permit ${id} is not in the log`);
  };
  const count = COUNT[options.quick ? 'quick' : 'full'];
  await rateOf(count / 10, WINDOW, read);
  const times = await timesOf(count, read);
  const name = `in a log of ${filled.events}`;
  add({
    group: GROUP,
    name: `${name}, one at a time, p50`,
    value: median(times),
    unit: 'ms',
    raw: median(times) / raw.oneMs,
  });
  add({ group: GROUP, name: `${name}, one at a time, p99`, value: percentile(times, 0.99), unit: 'ms' });
  const rate = await rateOf(count * 4, WINDOW, read);
  add({
    group: GROUP,
    name: `${name}, ${WINDOW} at the same time`,
    value: rate,
    unit: '/s',
    raw: rate / raw.pipelinedPerSecond,
  });
};
