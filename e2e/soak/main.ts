import { cpSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { waitFor } from '@guildhall/testing';
import { freshFoldProblems } from '../support/fresh-fold.js';
import { Guild } from '../support/guild.js';
import { granted } from '../support/participant.js';
import { Patient } from '../support/patient.js';
import { Processes } from '../support/processes.js';
import { logAfter } from '../support/read-log.js';
import { Chance } from './chance.js';
import { check } from './check.js';
import { Killer } from './killer.js';
import { Load } from './load.js';
import { Office } from './office.js';
import { readOptions } from './options.js';
import type { Options } from './options.js';
import { writeParticipants } from './participants.js';
import { progressLine, summary, wrongs } from './report.js';
import type { Outcome } from './report.js';

const REPORTED_EVERY_MS = 10_000;
const TAIL_PAUSE_MS = 50;
/** Without anything ending any more, something is stuck. */
const STUCK_AFTER_MS = 120_000;
/** What has piled up while processes were down takes its time on a slow machine. */
const QUIET_WITHIN_MS = 60 * 60_000;
const PATIENCE = { within: 15 * 60_000, answer: 5_000, pause: 200 };
const LIMITS = { commandsPerMinute: 1_000_000, burst: 1_000_000, refusalsPerMinute: 1_000_000 };

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Reads the log as it grows, whatever becomes of the broker, and tells the load. */
class Tail {
  position = 0;

  constructor(
    private readonly guild: Guild,
    private readonly load: Load,
  ) {}

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#read().catch(() => undefined);
      await delay(TAIL_PAUSE_MS);
    }
  }

  async #read(): Promise<void> {
    for await (const batch of logAfter((await this.guild.as('judy')).nc, this.position))
      for (const event of batch) {
        this.load.take(event);
        this.position = event.position;
      }
  }
}

/** Resolves once every task has ended and every command is answered, or nothing has moved for long. */
const untilQuiet = async (load: Load): Promise<void> => {
  let [ended, since] = [load.ended, performance.now()];
  await waitFor(
    () => {
      if (load.ended !== ended) [ended, since] = [load.ended, performance.now()];
      if (performance.now() - since > STUCK_AFTER_MS) return true;
      return load.busy === 0 && load.ended === load.tasks.size;
    },
    { within: QUIET_WITHIN_MS, every: 100, what: 'everything to end' },
  ).catch((error: unknown) => load.problems.push(String(error)));
};

const deadLetters = async (guild: Guild): Promise<number> => {
  const { result } = granted(await new Patient(guild).ask('judy', 'dead-letter.list', {}));
  return (result['letters'] as unknown[]).length;
};

/** Everything between the start of the system and its end. */
const soak = async (guild: Guild, { kills, rate, pause, seed }: Options): Promise<Outcome> => {
  const began = performance.now();
  const elapsed = (): number => performance.now() - began;
  const people = new Patient(guild, 'development-master', PATIENCE);
  const processes = new Processes(guild.system.home);
  const load = new Load(people, new Office(people), new Chance(seed));
  const killer = new Killer(processes, new Chance(seed + 1));
  const tail = new Tail(guild, load);
  const [publishing, reading] = [new AbortController(), new AbortController()];
  const report = setInterval(() => {
    const down = processes.running.filter(({ state }) => state !== 'healthy').map(({ name }) => name);
    say(progressLine({ ms: elapsed(), load, kills: killer.count, position: tail.position, down }));
  }, REPORTED_EVERY_MS);
  try {
    const running = Promise.all([load.run(rate, publishing.signal), tail.run(reading.signal)]);
    await killer.run(kills, pause, publishing.signal);
    publishing.abort();
    await processes.allHealthy(60_000);
    await untilQuiet(load);
    reading.abort();
    await running;
  } finally {
    clearInterval(report);
  }
  say('  checking the whole log, and the view against a fresh fold');
  const checked = await check(guild, load.tasks);
  const letters = await deadLetters(guild);
  return {
    load,
    killer,
    checked,
    deadLetters: letters,
    view: await freshFoldProblems(guild.system),
    ms: elapsed(),
  };
};

const keepLogs = (home: string): string => {
  const kept = `${home}.logs`;
  cpSync(join(home, 'logs'), kept, { recursive: true });
  return kept;
};

const main = async (): Promise<number> => {
  const options = readOptions(process.argv.slice(2));
  const { kills, rate, seed } = options;
  say(`\n  soak: ${kills} kills of random processes under ${rate} tasks a second (seed ${seed})\n`);
  const folder = await mkdtemp(join(tmpdir(), 'guildhall-soak-'));
  const init = join(folder, 'participants.yaml');
  writeParticipants(init);
  await using guild = await Guild.start({ init, policy: { limits: LIMITS } }, []);
  try {
    const outcome = await soak(guild, options);
    say(summary(outcome));
    if (wrongs(outcome).length === 0) return 0;
    say(`  logs of the processes: ${keepLogs(guild.system.home)}`);
    return 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

// The system is stopped when this process is gone, however it ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

try {
  process.exit(await main());
} catch (error) {
  process.stderr.write(`\n  ✗ ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}
