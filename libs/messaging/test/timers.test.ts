import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startNats, waitFor } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { Controller } from '@nestjs/common';
import { OnTimer } from '../src/index.js';
import type { TimerRequest } from '../src/index.js';
import { serve } from './serve.js';
import type { Served } from './serve.js';

/** What the controllers were called with. */
let permits: TimerRequest[] = [];
let emergencies: TimerRequest[] = [];
let failures = 0;

@Controller()
class TimerController {
  @OnTimer('permit')
  permit(request: TimerRequest): Promise<void> {
    if (failures-- > 0) return Promise.reject(new Error('not yet'));
    permits.push(request);
    return Promise.resolve();
  }

  @OnTimer('emergency')
  emergency(request: TimerRequest): Promise<void> {
    emergencies.push(request);
    return Promise.resolve();
  }
}

let nats: TestNats;
let served: Served;
beforeAll(async () => {
  nats = await startNats();
});
afterAll(() => nats[Symbol.asyncDispose]());

beforeEach(async () => {
  [permits, emergencies, failures] = [[], [], 0];
  served = await serve(nats, 'permit-workflow', TimerController);
});
afterEach(() => served.close());

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

const moment = (ms: number): string => new Date(Date.now() + ms).toISOString();
const timer = (entity: string, due: string, context = 'permit') => ({ context, entity, kind: 'window', due });

test('a timer that is due calls the method of its context, with what is needed to write', async () => {
  const due = moment(100);
  const set = { ...timer('t1', due), traceparent: `00-${TRACE_ID}-b7ad6b7169203331-01` };
  await served.runtime.timers.set(set);
  await served.runtime.timers.set(timer('e1', due, 'emergency'));
  await waitFor(() => permits.length === 1 && emergencies.length === 1);
  const [request] = permits;
  expect(request).toEqual({ timer: set, now: expect.any(String), meta: expect.any(Function) });
  expect(Date.parse(request?.now ?? '')).toBeGreaterThanOrEqual(Date.parse(due));
  expect(request?.meta('t1')).toEqual({
    source: 'permit-workflow',
    actor: 'timer',
    correlation: 't1',
    causation: `timer:timer.due.permit.t1.window:${due}`,
    traceparent: expect.stringMatching(new RegExp(`^00-${TRACE_ID}-(?!b7ad6b7169203331)`)),
    time: request?.now,
  });
  expect(emergencies[0]?.timer).toEqual(timer('e1', due, 'emergency'));
});

test('not before its time by the clock of the service, and at once when that has come', async () => {
  const due = moment(0);
  served.clock.at = new Date(Date.parse(due) - 1).toISOString();
  await served.runtime.timers.set(timer('t2', due));
  await served.runtime.timers.set(timer('t3', moment(-60_000)));
  // Delivered after it, so that it has been seen, too.
  await waitFor(() => permits.length === 1);
  expect(permits[0]?.timer.entity).toBe('t3');
  served.clock.at = due;
  await waitFor(() => permits.length === 2);
  expect(permits[1]).toMatchObject({ timer: timer('t2', due), now: due });
  expect(served.incidents).toEqual([]);
});

test('nothing is decided while the clock is wrong', async () => {
  served.clock.agrees = false;
  await served.runtime.timers.set(timer('t4', moment(0)));
  await waitFor(() => served.incidents.length > 0);
  expect(permits).toEqual([]);
  served.clock.agrees = true;
  await waitFor(() => permits.length === 1);
});

test('comes again where the method fails', async () => {
  failures = 2;
  await served.runtime.timers.set(timer('t5', moment(0)));
  await waitFor(() => permits.length === 1);
  expect(served.incidents.map(({ kind, attempt }) => ({ kind, attempt }))).toEqual([
    { kind: 'reaction-failed', attempt: 1 },
    { kind: 'reaction-failed', attempt: 2 },
  ]);
});
