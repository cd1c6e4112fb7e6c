import { describe, expect, test } from '@jest/globals';
import type { Runtime } from '@guildhall/messaging';
import { manualTimers } from '@guildhall/testing';
import { Hearing } from '../src/hearing.js';
import { Heartbeats } from '../src/heartbeats.js';

const after = (seconds: number): string =>
  new Date(Date.parse('2026-11-21T10:00:00.000Z') + seconds * 1000).toISOString();

interface World {
  now: number;
  agrees: boolean;
  flush: () => Promise<void>;
}

const hearingIn = (world: World): Hearing => {
  const nc = { flush: () => world.flush() };
  // Of the connection it needs no more.
  const now = (): string => after(world.now);
  return new Hearing({ now, clockAgrees: () => world.agrees, nc: nc as unknown as Runtime['nc'] }, () =>
    Date.parse(now()),
  );
};

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a service hears what is said to it', () => {
  const well = (): World => ({ now: 0, agrees: true, flush: () => Promise.resolve() });
  const lookAt = async (hearing: Hearing, world: World, ...seconds: number[]): Promise<void> => {
    for (const second of seconds) {
      world.now = second;
      hearing.look();
      await settled();
    }
  };

  test('since it is there', async () => {
    const world = well();
    const hearing = hearingIn(world);
    await lookAt(hearing, world, 1, 2, 3, 4, 5, 6, 7);
    expect(hearing.since).toBe(after(0));
  });

  test('anew where it slept, or was too busy to look', async () => {
    const world = well();
    const hearing = hearingIn(world);
    await lookAt(hearing, world, 1, 2, 60, 61);
    expect(hearing.since).toBe(after(60));
  });

  test('anew where its clock was off, so that it took no commands', async () => {
    const world = well();
    const hearing = hearingIn(world);
    await lookAt(hearing, world, 1);
    world.agrees = false;
    await lookAt(hearing, world, 2, 3);
    world.agrees = true;
    await lookAt(hearing, world, 4, 5);
    expect(hearing.since).toBe(after(3));
  });

  test('anew where the broker did not answer for long', async () => {
    const world = well();
    const hearing = hearingIn(world);
    let answer = (): void => undefined;
    world.flush = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    await lookAt(hearing, world, 1, 2, 3, 4, 5, 6, 7);
    expect(hearing.since).toBe(after(7));
    world.flush = () => Promise.resolve();
    answer();
    await settled();
    await lookAt(hearing, world, 8, 9);
    expect(hearing.since).toBe(after(7));
  });

  test('anew where the broker went away', async () => {
    const world = well();
    const hearing = hearingIn(world);
    world.flush = () => Promise.reject(new Error('closed'));
    await lookAt(hearing, world, 1, 2);
    world.flush = () => Promise.resolve();
    await lookAt(hearing, world, 3, 4);
    expect(hearing.since).toBe(after(2));
  });

  test('anew where something was said that it could not take up', () => {
    const world = well();
    const hearing = hearingIn(world);
    world.now = 12;
    hearing.missed();
    expect(hearing.since).toBe(after(12));
  });
});

describe('a worker is lost', () => {
  const heartbeatsSince = (since: string) => {
    const timers = manualTimers(after(0));
    return { timers, heartbeats: new Heartbeats({ timers }, { since }) };
  };

  const executed = (taskId: string, heartbeatWithin = 'PT30S') => ({ taskId, heartbeatWithin });
  const [T1, T2] = [executed('t1'), executed('t2')];

  const timer = (seconds: number) => ({
    context: 'execution',
    entity: 't1',
    kind: 'heartbeat',
    due: after(seconds),
  });

  test('30 s after it was heard of last', async () => {
    const { timers, heartbeats } = heartbeatsSince(after(-60));
    await heartbeats.heard(T1, after(0));
    expect(timers.pending).toEqual([timer(30)]);
    await heartbeats.heard(T1, after(10));
    expect(timers.pending).toEqual([timer(40)]);
    expect(await heartbeats.isLost(T1, after(40))).toBe(true);
  });

  test('not where it was heard while its timer went off', async () => {
    const { timers, heartbeats } = heartbeatsSince(after(-60));
    await heartbeats.heard(T1, after(29));
    expect(await heartbeats.isLost(T1, after(30))).toBe(false);
    expect(timers.pending).toEqual([timer(59)]);
  });

  test('not by what was said before, and is heard of later', async () => {
    const { heartbeats } = heartbeatsSince(after(-60));
    await heartbeats.heard(T1, after(29));
    await heartbeats.heard(T1, after(0));
    expect(await heartbeats.isLost(T1, after(30))).toBe(false);
  });

  test('not before the service itself has listened for as long', async () => {
    const { timers, heartbeats } = heartbeatsSince(after(100));
    expect(await heartbeats.isLost(T1, after(101))).toBe(false);
    expect(timers.pending).toEqual([timer(130)]);
    expect(await heartbeats.isLost(T1, after(129.999))).toBe(false);
    expect(await heartbeats.isLost(T1, after(130))).toBe(true);
  });

  test('after as long as its own permit says', async () => {
    const { timers, heartbeats } = heartbeatsSince(after(-60));
    const [hasty, patient] = [executed('t1', 'PT2S'), executed('t2', 'PT1H')];
    await heartbeats.heard(patient, after(0));
    await heartbeats.heard(hasty, after(0));
    expect(timers.pending).toEqual(expect.arrayContaining([timer(2)]));
    expect(await heartbeats.isLost(hasty, after(2))).toBe(true);
    expect(await heartbeats.isLost(patient, after(3_599))).toBe(false);
    expect(await heartbeats.isLost(patient, after(3_600))).toBe(true);
  });

  test('whichever it is of many', async () => {
    const { heartbeats } = heartbeatsSince(after(-60));
    await heartbeats.heard(T1, after(0));
    await heartbeats.heard(T2, after(31));
    expect(await heartbeats.isLost(T1, after(32))).toBe(true);
    expect(await heartbeats.isLost(T2, after(32))).toBe(false);
  });
});
