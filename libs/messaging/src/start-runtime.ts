import { randomUUID } from 'node:crypto';
import { checkBroker, connect } from '@guildhall/broker';
import type { Service } from '@guildhall/contracts';
import {
  jetStreamAlerts,
  jetStreamDeadLetters,
  jetStreamStore,
  jetStreamTimers,
} from '@guildhall/event-store';
import type { EventStore, Incident, Taking } from '@guildhall/event-store';
import type { ConsoleLogger } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import { Alarms } from './alarms.js';
import { publishAlert, raise } from './alert.js';
import { ClockWatch } from './clock.js';
import { followLimits } from './limits.js';
import type { Runtime } from './runtime.js';
import type { Settings } from './settings.js';

const logged =
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
  raising: Parameters<typeof raise>[0],
  store: EventStore,
  service: Service,
  summary: string,
  at: string,
): Promise<void> =>
  raise(raising, {
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
  /** Cuts short what takes long; to be called before the transport drains. */
  hurry: () => void;
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
  const log = logged(logger);
  // What needs the store, which needs the report: until then incidents are only written down.
  const later: { alarms?: Alarms; clock?: ClockWatch } = {};
  const report = (incident: Incident): void => {
    log(incident);
    later.alarms?.hear(incident);
  };
  const nc = await connect({
    servers: settings.natsUrl,
    creds: settings.natsCreds,
    name: service,
    onDenied: (error) => report({ kind: 'interrupted', cause: error }),
  });
  const problem = await brokerProblem(nc, settings, logger);
  const clockAgrees = (): boolean => later.clock?.agrees ?? true;
  const taking: Taking = {
    report,
    paused: () => !clockAgrees(),
    onDead: async (letter) => later.alarms?.tellOf(letter),
  };
  const store = await jetStreamStore(nc, { service, ...taking });
  const clock = (later.clock = new ClockWatch(store, Date.now, report));
  await clock.start();
  const now = (): string => new Date().toISOString();
  const alarms = (later.alarms = new Alarms({
    service,
    now,
    position: () => store.end(),
    raise: (alert) => raise({ nc, report: log }, alert),
    publish: (alert) => publishAlert(nc, alert),
  }));
  if (problem !== undefined) await warnOf({ nc, report }, store, service, problem, now());
  const limits = await followLimits(store);
  limits.done.catch(fatal);
  const stopping = new AbortController();
  const stops: (() => Promise<void>)[] = [() => alarms.stop(), () => limits.stop()];
  const stop = stopper(nc, clock, stops);
  const runtime: Runtime = {
    service,
    settings,
    nc,
    store,
    deadLetters: await jetStreamDeadLetters(nc),
    timers: jetStreamTimers(nc, taking),
    alerts: jetStreamAlerts(nc, taking),
    now,
    taking,
    report,
    fatal,
    clockAgrees,
    limits: limits.current,
    newId: randomUUID,
    safeBroker: problem === undefined,
    stopping: stopping.signal,
    onStop: (stopOne) => stops.push(stopOne),
  };
  return { runtime, hurry: () => stopping.abort(), stop };
};
