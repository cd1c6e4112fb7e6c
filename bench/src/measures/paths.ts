import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Bench } from '../bench.js';
import { startEmptyChain } from '../chain/empty-chain.js';
import { Cleanup } from '../cleanup.js';
import { inFlight } from '../load/pipelined.js';
import { Road } from '../load/road.js';
import type { Trip } from '../load/road.js';
import { settled } from '../load/settled.js';
import { steady } from '../load/steady.js';
import { MASTER } from '../load/tasks.js';
import { tellStory } from '../log/template.js';
import { median, percentile } from '../statistics.js';
import { Guildhall } from '../system/guildhall.js';
import { MemoryWatch } from '../system/memory.js';
import { ProcessorMeter } from '../system/processor.js';
import { Profiles } from '../system/profiles.js';
import { HOPS, hopTimes } from './hops.js';
import { addMemory, idleMemory } from './memory.js';

const GROUP = 'From the publish of a task to its permit, as the master hears it';

interface Sizes {
  rounds: number;
  warmUp: number;
  steady: number;
  saturated: number;
}

const SIZES: Record<'quick' | 'full', Sizes> = {
  quick: { rounds: 2, warmUp: 200, steady: 400, saturated: 600 },
  full: { rounds: 4, warmUp: 1000, steady: 1500, saturated: 3000 },
};

const PER_SECOND = 100;
/** Tasks on their way at the same time when as many as possible are asked for. */
const WINDOW = 256;

interface Way {
  name: string;
  road: Road;
  /** May read the log. */
  admin: NatsConnection;
  pids: Readonly<Record<string, number>>;
  trips: Trip[];
  rates: number[];
  /** Processor time of each process under saturation, ms a task, by round. */
  costs: Record<string, number>[];
}

const saturate = async (way: Way, prefix: string, count: number): Promise<void> => {
  const meter = new ProcessorMeter(way.pids);
  const since = performance.now();
  await inFlight(count, WINDOW, (index) => way.road.travel(`${prefix}-${index}`));
  way.rates.push((count * 1000) / (performance.now() - since));
  // What a view has still to do belongs to it as well.
  await settled(Object.values(way.pids));
  way.costs.push(Object.fromEntries(Object.entries(meter.read()).map(([name, ms]) => [name, ms / count])));
};

const times = ({ trips }: Way): number[] => trips.map(({ published, heard }) => heard - published);

const addLatency = ({ add, raw }: Bench, way: Way, chain: Way): void => {
  for (const [p, atMost] of [
    [0.5, 1.5],
    [0.99, 3],
  ] as const) {
    const value = percentile(times(way), p);
    add({
      group: GROUP,
      name: `${way.name}, ${PER_SECOND}/s, p${p * 100}`,
      value,
      unit: 'ms',
      raw: value / raw.oneMs,
      ...(way === chain
        ? {}
        : { chain: value / percentile(times(chain), p), target: { of: 'chain', atMost } }),
    });
  }
};

const addThroughput = ({ add, raw }: Bench, way: Way, chain: Way): void => {
  const value = median(way.rates);
  add({
    group: GROUP,
    name: `${way.name}, ${WINDOW} on their way, tasks`,
    value,
    unit: '/s',
    raw: value / raw.pipelinedPerSecond,
    ...(way === chain ? {} : { chain: value / median(chain.rates), target: { of: 'chain', atLeast: 0.7 } }),
  });
};

const addHops = async ({ add }: Bench, way: Way, chain: Way): Promise<void> => {
  const [own, empty] = await Promise.all([
    hopTimes(way.admin, way.trips),
    hopTimes(chain.admin, chain.trips),
  ]);
  for (const hop of HOPS) {
    add({
      group: 'Where the time goes on that way: medians between the times that the broker gave',
      name: `until ${hop}; the empty chain takes ${empty[hop].toFixed(2)} ms`,
      value: own[hop],
      unit: 'ms',
      chain: own[hop] / empty[hop],
    });
  }
};

const addCosts = ({ add }: Bench, way: Way, chain: Way): void => {
  const costOf = ({ costs }: Way, name: string): number => median(costs.map((round) => round[name] ?? 0));
  for (const name of Object.keys(way.pids)) {
    const [value, empty] = [costOf(way, name), costOf(chain, name)];
    add({
      group: 'Processor time of each process for one task, when as many as possible are asked for',
      name: empty > 0 ? `${name}; in the empty chain ${empty.toFixed(2)} ms` : name,
      value,
      unit: 'ms',
      ...(empty > 0 ? { chain: value / empty } : {}),
    });
  }
};

/** All rounds of one kind before the other kind: what is left to do afterwards must not be in the way. */
const measureBoth = async (bench: Bench, ways: Way[], guildhall: Guildhall, sizes: Sizes): Promise<void> => {
  const pids = Object.values(guildhall.pids);
  const profiles = new Profiles(bench.options.profiles, guildhall.pids);
  for (const way of ways) {
    await saturate(way, 'warm', sizes.warmUp);
    way.rates.length = way.costs.length = 0;
  }
  for (let round = 0; round < sizes.rounds; round++) {
    for (const way of ways) {
      await settled(pids);
      bench.say(`${way.name}: ${PER_SECOND}/s, round ${round + 1} of ${sizes.rounds}`);
      const options = { prefix: `steady${round}`, count: sizes.steady, perSecond: PER_SECOND };
      if (round === sizes.rounds - 1 && way === ways[1]) profiles.begin('steady');
      way.trips.push(...(await steady(way.road, options)));
      await profiles.end();
    }
  }
  for (let round = 0; round < sizes.rounds; round++) {
    for (const way of ways) {
      await settled(pids);
      bench.say(`${way.name}: as many as possible, round ${round + 1} of ${sizes.rounds}`);
      if (round === sizes.rounds - 1 && way === ways[1]) profiles.begin('saturated');
      await saturate(way, `saturated${round}`, sizes.saturated);
      await profiles.end();
    }
  }
};

const STARTING = 'Starting';

const addWarmStart = async ({ add, say }: Bench, home: string): Promise<void> => {
  say('starting again');
  await using again = await Guildhall.up(home);
  add({
    group: STARTING,
    name: 'the whole system, warm: `guildhall up --detach` on a home that was used',
    value: again.startedIn,
    unit: 's',
    target: { of: 'value', atMost: 10 },
  });
};

/** The empty chain and the real services on the same way, in turns; memory of the services; start-up. */
export const measurePaths = async (bench: Bench): Promise<void> => {
  await using cleanup = new Cleanup();
  const sizes = SIZES[bench.options.quick ? 'quick' : 'full'];
  bench.say('starting the system');
  const home = await mkdtemp(join(tmpdir(), 'home-'));
  cleanup.after(() => rm(home, { recursive: true, force: true }));
  const guildhall = cleanup.use(await Guildhall.up(home, Profiles.environment(bench.options.profiles)));
  bench.add({ group: STARTING, name: 'the first boot of a new home', value: guildhall.startedIn, unit: 's' });
  const idle = await idleMemory(bench, guildhall);
  const story = await tellStory(guildhall);
  const chain = await startEmptyChain(cleanup, story);
  const nothing = () => ({ trips: [], rates: [], costs: [] });
  const ways: Way[] = [
    { name: 'empty chain', ...chain, admin: await chain.nats.admin(), ...nothing() },
    {
      name: 'fast path',
      road: await Road.of(await guildhall.connectAs(MASTER)),
      pids: guildhall.pids,
      admin: await guildhall.admin(),
      ...nothing(),
    },
  ];
  const watch = new MemoryWatch(guildhall.pids).start();
  await measureBoth(bench, ways, guildhall, sizes);
  const [empty] = ways;
  if (!empty) return;
  for (const way of ways) addLatency(bench, way, empty);
  for (const way of ways) addThroughput(bench, way, empty);
  for (const way of ways.slice(1)) {
    await addHops(bench, way, empty);
    addCosts(bench, way, empty);
  }
  addMemory(bench, idle, watch.stop());
  await guildhall.down();
  await addWarmStart(bench, home);
};
