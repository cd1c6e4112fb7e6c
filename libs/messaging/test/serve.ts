import { randomUUID } from 'node:crypto';
import {
  jetStreamAlerts,
  jetStreamDeadLetters,
  jetStreamStore,
  jetStreamTimers,
} from '@guildhall/event-store';
import type { Incident } from '@guildhall/event-store';
import { DEFAULT_LIMITS } from '@guildhall/contracts';
import type { Service } from '@guildhall/contracts';
import type { TestNats } from '@guildhall/testing';
import { Module } from '@nestjs/common';
import type { Provider, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GuildhallTransport } from '../src/index.js';
import type { Runtime } from '../src/index.js';
import { PassOn, ServiceModule } from '../src/service-module.js';

/** A service as `runService` would run it, but inside of the test. */
export interface Served {
  runtime: Runtime;
  /** What was reported, in order. */
  incidents: Incident[];
  /** Whether its clock agrees with the broker's, and where a test has set it to, which it may change. */
  clock: { agrees: boolean; at?: string };
  /** What would have ended the process. */
  fatal: unknown[];
  /** Takes nothing new, finishes what has begun. */
  close: () => Promise<void>;
}

export const serve = async (
  nats: TestNats,
  service: Service,
  controller: Type | Type[],
  providers: Provider[] = [],
): Promise<Served> => {
  @Module({ controllers: [controller].flat(), providers })
  class Root {}

  const incidents: Incident[] = [];
  const fatal: unknown[] = [];
  const clock: Served['clock'] = { agrees: true };
  const stopping = new AbortController();
  const stops: (() => Promise<void>)[] = [];
  const report = (incident: Incident): void => {
    incidents.push(incident);
  };
  const taking = { report, paused: () => !clock.agrees };
  const nc = await nats.service(service);
  const runtime: Runtime = {
    service,
    settings: {
      home: nats.dir,
      natsUrl: nats.url,
      natsCreds: '',
      probeCreds: '',
      logLevel: 'fatal',
      allowUnsafeBroker: false,
    },
    nc,
    store: await jetStreamStore(nc, { service, ...taking }),
    deadLetters: await jetStreamDeadLetters(nc),
    timers: jetStreamTimers(nc, { report }),
    alerts: jetStreamAlerts(nc, taking),
    now: () => clock.at ?? new Date().toISOString(),
    clockAgrees: () => clock.agrees,
    limits: () => DEFAULT_LIMITS,
    newId: randomUUID,
    taking,
    report,
    safeBroker: true,
    stopping: stopping.signal,
    fatal: (cause) => fatal.push(cause),
    onStop: (stop) => stops.push(stop),
  };
  const app = await NestFactory.createMicroservice(ServiceModule.of(runtime, Root), {
    strategy: new GuildhallTransport(runtime, () => false),
    logger: false,
    abortOnError: false,
  });
  app.useGlobalFilters(new PassOn());
  await app.listen();
  await nc.flush();
  const close = async (): Promise<void> => {
    stopping.abort();
    await app.close();
    for (const stop of stops.reverse()) await stop();
    await nc.drain();
  };
  return { runtime, incidents, clock, fatal, close };
};
