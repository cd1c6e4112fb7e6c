import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from '../bench.js';
import { Cleanup } from '../cleanup.js';
import { Worksite, writeTalkativePolicy } from '../load/worksite.js';
import { percentile } from '../statistics.js';
import { Guildhall } from '../system/guildhall.js';

const GROUP = 'From a heartbeat that breaks a limit to the revocation, as somebody else hears it';

const WARM_UP = 10;
const RUNS = 100;
/** The limit is 1%. */
const ERROR_RATE = 0.02;
/** What 3.4 promises, in ms. */
const AT_MOST = 1000;

/** Production deployments, one after the other, each taken back because of the errors that its worker reports. */
export const measureRevocation = async (bench: Bench): Promise<void> => {
  await using cleanup = new Cleanup();
  bench.say('revocation: starting the system');
  const home = await mkdtemp(join(tmpdir(), 'home-'));
  cleanup.after(() => rm(home, { recursive: true, force: true }));
  const policy = join(home, 'bench-policy.json');
  await writeTalkativePolicy(policy);
  const guildhall = cleanup.use(await Guildhall.up(home, { env: { GUILDHALL_POLICY: policy } }));
  const site = await Worksite.of(guildhall);
  bench.say(`revocation: ${RUNS} deployments with an error rate of ${ERROR_RATE * 100}%`);
  const times: number[] = [];
  for (let run = -WARM_UP; run < RUNS; run++) {
    const taskId = `errors-${run + WARM_UP}`;
    await site.begin(taskId);
    const time = await site.revokedAfter(taskId, ERROR_RATE);
    if (run >= 0) times.push(time);
  }
  const name = `an error rate of ${ERROR_RATE * 100}% against a limit of 1%`;
  const p50 = percentile(times, 0.5);
  bench.add({ group: GROUP, name: `${name}, p50`, value: p50, unit: 'ms', raw: p50 / bench.raw.oneMs });
  bench.add({
    group: GROUP,
    name: `${name}, p99 of ${RUNS}`,
    value: percentile(times, 0.99),
    unit: 'ms',
    target: { of: 'value', atMost: AT_MOST },
  });
};
