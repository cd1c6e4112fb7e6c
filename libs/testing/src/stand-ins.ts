import { randomUUID } from 'node:crypto';
import { commandSubject, contextOf } from '@guildhall/contracts';
import type {
  CommandName,
  CommandPayload,
  EventOf,
  ParticipantKind,
  Recorded,
  Reply,
  Service,
} from '@guildhall/contracts';
import { jetStreamStore } from '@guildhall/event-store';
import type { EventStore } from '@guildhall/event-store';
import { headers } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import type { TestNats } from './nats.js';

/** Everybody else, for tests of one service: what other services have written, and participants who ask it. */
export interface StandIns {
  /** The log as this service has it; one store for each. */
  storeOf: (service: Service) => Promise<EventStore>;
  /** Writes what a service writes about one entity, because of `actor`; of somebody where only the service is named. */
  happened: (
    by: Service | { service: Service; actor: string },
    entity: string,
    ...events: EventOf[]
  ) => Promise<Recorded[]>;
  /** One connection for each participant: of the kind that is named first, a person where none is. */
  participant: (id: string, kind?: ParticipantKind) => Promise<NatsConnection>;
  /** Sends a command; under an id of its own where none is given. */
  ask: <N extends CommandName>(
    caller: string,
    name: N,
    payload: CommandPayload<N>,
    id?: string,
  ) => Promise<Reply>;
}

const append = async (
  store: EventStore,
  { service, actor }: { service: Service; actor: string },
  entity: string,
  events: readonly EventOf[],
): Promise<Recorded[]> => {
  const [first] = events;
  if (!first) return [];
  const context = contextOf(first.type);
  const { version } = await store.read(context, entity, { fresh: true });
  return store.append([{ context, entity, expected: version, events }], {
    source: service,
    actor,
    correlation: entity,
    causation: `test:${randomUUID()}`,
    time: new Date().toISOString(),
  });
};

/** On the server that `nats` gives, which is asked for once somebody is needed; it closes the connections at its end. */
export const standIns = (nats: () => TestNats): StandIns => {
  const stores = new Map<Service, EventStore>();
  const storeOf: StandIns['storeOf'] = async (service) => {
    const store =
      stores.get(service) ??
      (await jetStreamStore(await nats().service(service), { service, report: () => undefined }));
    stores.set(service, store);
    return store;
  };
  const connected = new Map<string, Promise<NatsConnection>>();
  const participant: StandIns['participant'] = (id, kind = 'person') => {
    const connection = connected.get(id) ?? nats().connectAs(id, kind);
    connected.set(id, connection);
    return connection;
  };
  return {
    storeOf,
    participant,
    happened: async (by, entity, ...events) => {
      const writer = typeof by === 'string' ? { service: by, actor: 'somebody' } : by;
      return append(await storeOf(writer.service), writer, entity, events);
    },
    ask: async (caller, name, payload, id = randomUUID()) => {
      const hdrs = headers();
      hdrs.set('Nats-Msg-Id', id);
      const options = { timeout: 10_000, headers: hdrs };
      const nc = await participant(caller);
      return (await nc.request(commandSubject(caller, name), JSON.stringify(payload), options)).json();
    },
  };
};
