import { beforeAll } from '@jest/globals';
import { manualTimers } from '@guildhall/testing';
import { timersContract } from './timers-contract.js';
import type { Fixture } from './timers-contract.js';

let fixture: Fixture;

beforeAll(() => {
  const timers = manualTimers('2026-11-20T12:00:00.000Z');
  fixture = {
    timers,
    other: timers,
    durable: 'permit-workflow-timers',
    deadLetters: timers.deadLetters,
    moment: (ms) => new Date(Date.parse(timers.now) + ms).toISOString(),
    now: () => timers.now,
    pass: (moment) => timers.moveTo(moment),
  };
});

timersContract('moved by hand', () => fixture);
