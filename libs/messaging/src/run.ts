import { LOG_LEVELS } from '@guildhall/contracts';
import type { Service } from '@guildhall/contracts';
import { ConsoleLogger } from '@nestjs/common';
import type { INestMicroservice, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { IsOperator } from './dead-letter-desk.js';
import { PassOn, ServiceModule } from './service-module.js';
import { SettingsError, readSettings } from './settings.js';
import type { Settings } from './settings.js';
import { startRuntime } from './start-runtime.js';
import type { Started } from './start-runtime.js';
import { GuildhallTransport } from './transport.js';

const EXIT_BAD_SETTINGS = 2;
/** Longer than its supervisor waits before it insists. */
const STOP_WITHIN_MS = 15_000;

const textOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/** Resolves when the process is asked to stop: by a signal, or because whoever started it is gone. */
const stopRequested = (): Promise<'stop'> =>
  new Promise((resolve) => {
    for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) process.once(event, () => resolve('stop'));
  });

/** What one service has that the others have not, and what all are told by the context that owns it. */
export interface ServiceDefinition {
  service: Service;
  /** Its Nest module. */
  root: Type;
  /** Whom it lets decide about its dead letters. */
  isOperator: IsOperator;
}

interface Running extends Started {
  app: INestMicroservice;
}

const start = async (
  { service, root, isOperator }: ServiceDefinition,
  settings: Settings,
  logger: ConsoleLogger,
): Promise<Running> => {
  const fatal = (cause: unknown): void => {
    logger.fatal(`${service} cannot go on: ${textOf(cause)}`);
    process.exit(1);
  };
  const started = await startRuntime({ service, settings, logger, fatal });
  const { runtime } = started;
  const app = await NestFactory.createMicroservice(ServiceModule.of(runtime, root), {
    strategy: new GuildhallTransport(runtime, isOperator),
    logger,
    abortOnError: false,
  });
  app.useGlobalFilters(new PassOn());
  await app.listen();
  // Whoever is told that it is ready may ask it at once, so the broker has to know what it listens to.
  await runtime.nc.flush();
  return { ...started, app };
};

const serve = async (
  definition: ServiceDefinition,
  settings: Settings,
  logger: ConsoleLogger,
): Promise<void> => {
  const stop = stopRequested();
  const running = await Promise.race([start(definition, settings, logger), stop]);
  // Not ready yet: it has promised nothing to anybody, and what it waits for may never come.
  if (running === 'stop') return;
  logger.log(`${definition.service} is ready`);
  process.send?.({ type: 'ready' });
  const lost = running.runtime.nc.closed().then(() => 'lost' as const);
  if ((await Promise.race([stop, lost])) === 'lost')
    running.runtime.fatal(new Error('the connection to the broker is closed for good'));
  // Where the supervisor is gone, nobody else would end what hangs, such as on a broker that does not answer.
  setTimeout(() => {
    running.runtime.fatal(new Error('it could not stop in time'));
  }, STOP_WITHIN_MS).unref();
  running.hurry();
  await running.app.close();
  await running.stop();
};

/**
 * Runs a service until it is asked to stop: settings, start checks of the broker, application, drain. Exit code 2 for
 * a bad setting, 1 where it could not start or go on.
 */
export const runService = async (definition: ServiceDefinition): Promise<void> => {
  const { service } = definition;
  let logger = new ConsoleLogger(service, { json: true, colors: false });
  try {
    const settings = readSettings(process.env);
    const logLevels = LOG_LEVELS.slice(0, LOG_LEVELS.indexOf(settings.logLevel) + 1);
    logger = new ConsoleLogger(service, { json: true, colors: false, logLevels });
    await serve(definition, settings, logger);
    process.exit(0);
  } catch (error) {
    logger.fatal(`${service} could not start: ${textOf(error)}`);
    process.exit(error instanceof SettingsError ? EXIT_BAD_SETTINGS : 1);
  }
};
