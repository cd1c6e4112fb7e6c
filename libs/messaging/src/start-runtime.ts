import { randomUUID } from 'node:crypto';
import { checkBroker, connect } from '@guildhall/broker';
import type { Service } from '@guildhall/contracts';
import { jetStreamStore } from '@guildhall/event-store';
import type { EventStore, Incident } from '@guildhall/event-store';
import type { ConsoleLogger } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import { raise } from './alert.js';
import { ClockWatch } from './clock.js';
import type { Runtime } from './runtime.js';
import type { Settings } from './settings.js';

const reporter =
  (logger: ConsoleLogger) =>
  ({ kind, position, attempt, cause }: Incident): void => {
    const error = cause instanceof Error ? cause : new Error(String(cause));
    logger.error(
      { incident: kind, position, attempt, message: error.message, cause: error.cause },
      error.stack,
    );
  };

/** Why the broker may lose what it acknowledges; nothing where it is safe. Rejects where such a one is not allowed. */
const brokerProblem = async (
  nc: NatsConnection,
  settings: Settings,
  logger: ConsoleLogger,
): Promise<string | undefined> => {
  const probe = await connect({ servers: settings.natsUrl, creds: settings.probeCreds, name: 'probe' });
  const { problems } = await checkBroker(nc, probe).finally(() => probe.close());
  if (problems.length === 0) return undefined;
  const text = `the broker is not safe to run on: ${problems.join('; ')}`;
  if (!settings.allowUnsafeBroker) throw new Error(text);
  logger.warn(text);
  return text;
};

const warnOf = async (
  nc: NatsConnection,
  store: EventStore,
  service: Service,
  summary: string,
  at: string,
): Promise<void> =>
  raise(nc, {
    kind: 'unsafe-broker',
    id: service,
    severity: 'critical',
    at,
    summary,
    position: await store.end(),
  });

/** A runtime, and how it is ended. */
export interface Started {
  runtime: Runtime;
  stop: () => Promise<void>;
}

interface Parts {
  service: Service;
  settings: Settings;
  logger: ConsoleLogger;
  fatal: (cause: unknown) => void;
}

/** What registered to be stopped, last first; then the connection, which a broker that is down must not hold up. */
const stopper =
  (nc: NatsConnection, clock: ClockWatch, stops: (() => Promise<void>)[]) => async (): Promise<void> => {
    clock.stop();
    for (const stop of stops.reverse()) await stop();
    await nc.drain().catch(() => nc.close());
  };

/** Connects to the broker and checks it (6.2). Rejects where it is out of reach, or not safe and that is not allowed. */
export const startRuntime = async ({ service, settings, logger, fatal }: Parts): Promise<Started> => {
  const report = reporter(logger);
  const nc = await connect({
    servers: settings.natsUrl,
    creds: settings.natsCreds,
    name: service,
    onDenied: (error) => report({ kind: 'interrupted', cause: error }),
  });
  const problem = await brokerProblem(nc, settings, logger);
  const store = await jetStreamStore(nc, { service, report });
  const clock = new ClockWatch(store, Date.now, report);
  await clock.start();
  const now = (): string => new Date().toISOString();
  if (problem !== undefined) await warnOf(nc, store, service, problem, now());
  const stops: (() => Promise<void>)[] = [];
  const stop = stopper(nc, clock, stops);
  const runtime: Runtime = {
    service,
    settings,
    nc,
    store,
    now,
    report,
    fatal,
    clockAgrees: () => clock.agrees,
    newId: randomUUID,
    safeBroker: problem === undefined,
    onStop: (stopOne) => stops.push(stopOne),
  };
  return { runtime, stop };
};
