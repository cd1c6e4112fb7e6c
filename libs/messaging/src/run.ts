import type { Service } from '@guildhall/contracts';
import { ConsoleLogger } from '@nestjs/common';
import type { INestMicroservice, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { PassOn, ServiceModule } from './service-module.js';
import { LOG_LEVELS, SettingsError, readSettings } from './settings.js';
import type { Settings } from './settings.js';
import { startRuntime } from './start-runtime.js';
import type { Started } from './start-runtime.js';
import { GuildhallTransport } from './transport.js';

const EXIT_BAD_SETTINGS = 2;

const textOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/** Resolves when the process is asked to stop: by a signal, or because whoever started it is gone. */
const stopRequested = (): Promise<'stop'> =>
  new Promise((resolve) => {
    for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) process.once(event, () => resolve('stop'));
  });

interface Running extends Started {
  app: INestMicroservice;
}

const start = async (
  service: Service,
  root: Type,
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
    strategy: new GuildhallTransport(runtime),
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
  service: Service,
  root: Type,
  settings: Settings,
  logger: ConsoleLogger,
): Promise<void> => {
  const stop = stopRequested();
  const running = await Promise.race([start(service, root, settings, logger), stop]);
  // Not ready yet: it has promised nothing to anybody, and what it waits for may never come.
  if (running === 'stop') return;
  logger.log(`${service} is ready`);
  process.send?.({ type: 'ready' });
  const lost = running.runtime.nc.closed().then(() => 'lost' as const);
  if ((await Promise.race([stop, lost])) === 'lost')
    running.runtime.fatal(new Error('the connection to the broker is closed for good'));
  await running.app.close();
  await running.stop();
};

/**
 * Runs a service until it is asked to stop: settings, start checks of the broker, application, drain. Exit code 2 for
 * a bad setting, 1 where it could not start or go on.
 */
export const runService = async (service: Service, root: Type): Promise<void> => {
  let logger = new ConsoleLogger(service, { json: true, colors: false });
  try {
    const settings = readSettings(process.env);
    const logLevels = LOG_LEVELS.slice(0, LOG_LEVELS.indexOf(settings.logLevel) + 1);
    logger = new ConsoleLogger(service, { json: true, colors: false, logLevels });
    await serve(service, root, settings, logger);
    process.exit(0);
  } catch (error) {
    logger.fatal(`${service} could not start: ${textOf(error)}`);
    process.exit(error instanceof SettingsError ? EXIT_BAD_SETTINGS : 1);
  }
};
