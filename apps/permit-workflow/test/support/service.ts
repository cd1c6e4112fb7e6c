import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newSigningSeed } from '@guildhall/broker';
import { commandSubject } from '@guildhall/contracts';
import type {
  CommandName,
  CommandPayload,
  CommandResults,
  EventOf,
  Recorded,
  Reply,
  Service,
} from '@guildhall/contracts';
import type { EventStore, Incident } from '@guildhall/event-store';
import type { Settings } from '@guildhall/messaging';
import { GuildhallTransport } from '@guildhall/messaging';
import { standIns } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import type { NatsConnection } from '@nats-io/transport-node';
import { ConsoleLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { PassOn, ServiceModule } from '../../../../libs/messaging/src/service-module.js';
import { startRuntime } from '../../../../libs/messaging/src/start-runtime.js';
import { PermitModule } from '../../src/permit.module.js';

/** permit-workflow as `runService` runs it, but inside of the test, and with a clock that a test moves. */
export interface Served {
  /** How far its clock is from that of the machine, in ms. */
  clock: { offset: number };
  incidents: Incident[];
  fatal: unknown[];
  close: () => Promise<void>;
}

const settingsOf = async (nats: TestNats): Promise<Settings> => {
  const personKeyFile = join(nats.dir, 'person-keys.key');
  const tokenKeyFile = join(nats.dir, 'token-signer.nk');
  // A restart keeps them.
  await writeFile(personKeyFile, randomBytes(32).toString('base64url'), { flag: 'wx' }).catch(
    () => undefined,
  );
  await writeFile(tokenKeyFile, newSigningSeed(), { flag: 'wx' }).catch(() => undefined);
  return {
    home: nats.dir,
    natsUrl: nats.url,
    natsCreds: await nats.trust.service('permit-workflow'),
    probeCreds: await nats.trust.probe(),
    logLevel: 'fatal',
    allowUnsafeBroker: false,
    personKeyFile,
    tokenKeyFile,
  };
};

export const serve = async (nats: TestNats, offset = 0): Promise<Served> => {
  const clock = { offset };
  const [incidents, fatal]: [Incident[], unknown[]] = [[], []];
  const logger = new ConsoleLogger({ logLevels: [] });
  const started = await startRuntime({
    service: 'permit-workflow',
    settings: await settingsOf(nats),
    logger,
    fatal: (cause) => fatal.push(cause),
  });
  const { report } = started.runtime;
  const runtime = {
    ...started.runtime,
    now: () => new Date(Date.now() + clock.offset).toISOString(),
    report: (incident: Incident) => {
      incidents.push(incident);
      report(incident);
    },
  };
  const app = await NestFactory.createMicroservice(ServiceModule.of(runtime, PermitModule), {
    strategy: new GuildhallTransport(runtime, () => false),
    logger: false,
    abortOnError: false,
  });
  app.useGlobalFilters(new PassOn());
  await app.listen();
  await runtime.nc.flush();
  return {
    clock,
    incidents,
    fatal,
    close: async () => {
      await app.close();
      await started.stop();
    },
  };
};

/** Writes what the services wrote before the test begins. */
export interface Past {
  happened: (service: Service, entity: string, ...events: EventOf[]) => Promise<void>;
  read: EventStore['read'];
  /** Everything about a task, in the order of the log. */
  story: (taskId: string) => Promise<Recorded[]>;
}

export const pastOf = async (nats: TestNats): Promise<Past> => {
  const { storeOf, happened } = standIns(() => nats);
  const own = await storeOf('permit-workflow');
  return {
    read: (...which) => own.read(...which),
    happened: async (service, entity, ...events) => {
      await happened({ service, actor: 'system' }, entity, ...events);
    },
    story: async (taskId) => {
      const [permit, execution] = await Promise.all([
        own.read('permit', taskId, { fresh: true }),
        own.read('execution', taskId, { fresh: true }),
      ]);
      return [...permit.events, ...execution.events].sort((a, b) => a.position - b.position);
    },
  };
};

/** What a command is answered with. */
export const ask = async <N extends CommandName & keyof CommandResults>(
  nc: NatsConnection,
  caller: string,
  name: N,
  payload: CommandPayload<N>,
): Promise<Reply<CommandResults[N]>> => {
  const reply = await nc.request(commandSubject(caller, name), JSON.stringify(payload), { timeout: 5_000 });
  return reply.json();
};
