import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from '../bench.js';
import { settled } from '../load/settled.js';
import type { Guildhall } from '../system/guildhall.js';
import { residentMB } from '../system/memory.js';

const GROUP = 'Resident memory';
const IDLE_FOR_MS = { quick: 2_000, full: 15_000 };

/** With its embedded database; every other service has less to hold. */
const atMostOf = (name: string): number | undefined => {
  if (name === 'nats-server') return undefined;
  return name === 'audit-projection' ? 400 : 150;
};

/** MB by process, some seconds after the first boot. */
export const idleMemory = async (bench: Bench, { pids }: Guildhall): Promise<Record<string, number>> => {
  await settled(Object.values(pids));
  await pause(IDLE_FOR_MS[bench.options.quick ? 'quick' : 'full']);
  return Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, residentMB(pid)]));
};

/** Idle, and the most that was seen under load. */
export const addMemory = (
  { add }: Bench,
  idle: Readonly<Record<string, number>>,
  most: Readonly<Record<string, number>>,
): void => {
  for (const [name, value] of Object.entries(idle)) {
    const atMost = atMostOf(name);
    add({
      group: GROUP,
      name: `${name}, idle`,
      value,
      unit: 'MB',
      ...(atMost === undefined ? {} : { target: { of: 'value', atMost } }),
    });
    add({ group: GROUP, name: `${name}, the most under load`, value: most[name] ?? 0, unit: 'MB' });
  }
};
