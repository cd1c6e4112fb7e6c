import { randomUUID } from 'node:crypto';
import { checkBroker, connect } from '@guildhall/broker';
import type { Service } from '@guildhall/contracts';
import { jetStreamStore } from '@guildhall/event-store';
import type { Incident } from '@guildhall/event-store';
import { ConsoleLogger } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NatsConnection } from '@nats-io/transport-node';
import { raise } from './alert.js';
import { ClockWatch } from './clock.js';
import type { Runtime } from './runtime.js';
import { PassOn, ServiceModule } from './service-module.js';
import { LOG_LEVELS, SettingsError, readSettings } from './settings.js';
import type { Settings } from './settings.js';
import { GuildhallTransport } from './transport.js';

const EXIT_BAD_SETTINGS = 2;

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

const makeRuntime = async (
  service: Service,
  settings: Settings,
  logger: ConsoleLogger,
  fatal: (cause: unknown) => void,
): Promise<Runtime & { stopAll: () => Promise<void> }> => {
  const report = reporter(logger);
  const nc = await connect({
    servers: settings.natsUrl,
    creds: settings.natsCreds,
    name: service,
    onDenied: (error) => report({ kind: 'interrupted', cause: error }),
  });
  const problem = await brokerProblem(nc, settings, logger);
  const stops: (() => Promise<void>)[] = [];
  const store = await jetStreamStore(nc, { service, report });
  const clock = new ClockWatch(store, Date.now, report);
  await clock.start();
  const now = (): string => new Date().toISOString();
  if (problem !== undefined) {
    const position = await store.end();
    raise(nc, {
      kind: 'unsafe-broker',
      id: service,
      severity: 'critical',
      at: now(),
      summary: problem,
      position,
    });
  }
  return {
    service,
    settings,
    nc,
    store,
    clockAgrees: () => clock.agrees,
    now,
    newId: randomUUID,
    report,
    safeBroker: problem === undefined,
    fatal,
    onStop: (stop) => stops.push(stop),
    stopAll: async () => {
      clock.stop();
      for (const stop of stops.reverse()) await stop();
      await nc.drain();
    },
  };
};

/** Resolves when the process is asked to stop: by a signal, or because whoever started it is gone. */
const stopRequested = (): Promise<void> =>
  new Promise((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
    process.once('disconnect', () => resolve());
  });

const serve = async (
  service: Service,
  root: Type,
  logger: ConsoleLogger,
  settings: Settings,
): Promise<void> => {
  const stop = stopRequested();
  const fatal = (cause: unknown): void => {
    logger.fatal(
      `${service} cannot go on: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`,
    );
    process.exit(1);
  };
  const runtime = await makeRuntime(service, settings, logger, fatal);
  const app = await NestFactory.createMicroservice(ServiceModule.of(runtime, root), {
    strategy: new GuildhallTransport(runtime),
    logger,
    abortOnError: false,
  });
  app.useGlobalFilters(new PassOn());
  await app.listen();
  logger.log(`${service} is ready`);
  process.send?.({ type: 'ready' });
  await stop;
  await app.close();
  await runtime.stopAll();
};

/**
 * Runs a service until it is asked to stop: settings, start checks of the broker, application, drain. Exit code 2 for
 * a bad setting, 1 where it could not start or go on.
 */
export const runService = async (service: Service, root: Type): Promise<void> => {
  let logger = new ConsoleLogger(service, { json: true, colors: false });
  try {
    const settings = readSettings(process.env);
    logger = new ConsoleLogger(service, {
      json: true,
      colors: false,
      logLevels: LOG_LEVELS.slice(0, LOG_LEVELS.indexOf(settings.logLevel) + 1),
    });
    await serve(service, root, logger, settings);
    process.exit(0);
  } catch (error) {
    logger.fatal(`${service} could not start: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(error instanceof SettingsError ? EXIT_BAD_SETTINGS : 1);
  }
};
