import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { connect, openTrust } from '@guildhall/broker';
import type { EventOf, Recorded, Service } from '@guildhall/contracts';
import { contextOf } from '@guildhall/contracts';
import { jetStreamStore } from '@guildhall/event-store';
import type { EventStore } from '@guildhall/event-store';
import type { NatsConnection } from '@nats-io/transport-node';
import type { TestSystem } from '../system.js';

/** Writes into the log of a running system as a service could that has a defect: with its credentials, but what it likes. */
export class DefectiveService implements AsyncDisposable {
  private constructor(
    readonly name: Service,
    readonly nc: NatsConnection,
    private readonly store: EventStore,
  ) {}

  static async of(system: TestSystem, name: Service): Promise<DefectiveService> {
    const trust = await openTrust(join(system.home, 'keys'));
    const nc = await connect({ servers: system.nats, creds: await trust.service(name), name });
    return new DefectiveService(
      name,
      nc,
      await jetStreamStore(nc, { service: name, report: () => undefined }),
    );
  }

  /** Appends an event to an entity that has none of its context. */
  async write(entity: string, event: EventOf): Promise<Recorded> {
    const context = contextOf(event.type);
    const [recorded] = await this.store.append([{ context, entity, expected: 0, events: [event] }], {
      source: this.name,
      actor: 'cicd-master',
      correlation: entity,
      causation: `test:${randomUUID()}`,
      time: new Date().toISOString(),
    });
    if (!recorded) throw new Error('nothing was written');
    return recorded;
  }

  /** Publishes bytes on a subject; resolves once the broker has them. */
  async publish(subject: string, body: string): Promise<void> {
    this.nc.publish(subject, body);
    await this.nc.flush();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.nc.close();
  }
}
