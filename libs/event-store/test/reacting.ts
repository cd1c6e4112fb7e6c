import type { DeadLetter, DurableName, Service } from '@guildhall/contracts';
import { startNats, waitFor } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import type { ConsumerInfo, JetStreamManager } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { jetStreamDeadLetters, jetStreamStore } from '../src/index.js';
import type { DeadLetters, EventStore, Incident, Reacting, Running, Taking } from '../src/index.js';

/** The consumer of withdrawn tasks, and whose it is. */
export const DURABLE = 'permit-workflow-tasks';
export const REACTS: Service = 'permit-workflow';

const TIME = '2026-11-21T09:00:00.000Z';

/** Services on a broker of their own that react to withdrawn tasks, as many processes of them as a test wants. */
export class Reactions implements AsyncDisposable {
  readonly incidents: Incident[] = [];
  readonly running: Running[] = [];

  private constructor(
    readonly nats: TestNats,
    readonly jsm: JetStreamManager,
    readonly writer: EventStore,
    readonly deadLetters: DeadLetters,
  ) {}

  static async start(): Promise<Reactions> {
    const nats = await startNats();
    const service = 'risk-assessment';
    return new Reactions(
      nats,
      await jetstreamManager(await nats.admin(), { checkAPI: false }),
      await jetStreamStore(await nats.service(service), { service, report: () => undefined }),
      await jetStreamDeadLetters(await nats.service('audit-projection')),
    );
  }

  get taking(): Taking {
    return { report: (incident) => this.incidents.push(incident), retryAfter: () => 1 };
  }

  /** Has `count` tasks withdrawn, in one append; the ids of the events. */
  async withdraw(entity: string, count = 1): Promise<string[]> {
    const writes = Array.from({ length: count }, (_, index) => ({
      context: 'task' as const,
      entity: count === 1 ? entity : `${entity}-${index}`,
      expected: 0,
      events: [{ type: 'task.withdrawn' as const, data: { reason: 'no longer wanted' } }],
    }));
    const events = await this.writer.append(writes, {
      source: 'risk-assessment',
      actor: 'cicd-master',
      correlation: entity,
      causation: `cicd-master:${entity}`,
      time: TIME,
    });
    return events.map(({ id }) => id);
  }

  /** Another process of the service, which reacts with `fn`. */
  async process(
    fn: (entity: string, store: EventStore, data: unknown) => unknown,
    more: Partial<Taking> = {},
  ): Promise<Reacting> {
    const nc = await this.nats.service(REACTS);
    const store = await jetStreamStore(nc, { service: REACTS, ...this.taking, ...more });
    const reacting = store.react(DURABLE, async ({ entity, data }) => {
      await fn(entity, store, data);
    });
    this.running.push(reacting);
    return reacting;
  }

  async letter(id: string | undefined, service: Service = REACTS): Promise<DeadLetter> {
    return waitFor(() => this.deadLetters.find(service, id ?? ''));
  }

  info(durable: DurableName = DURABLE, stream = 'EVENTS'): Promise<ConsumerInfo> {
    return this.jsm.consumers.info(stream, durable);
  }

  /** Resolves once nothing is given out that is not acknowledged, nor left to give out. */
  async settled(durable: DurableName = DURABLE, stream = 'EVENTS'): Promise<void> {
    await waitFor(async () => {
      const { num_ack_pending: given, num_pending: left } = await this.info(durable, stream);
      return given + left === 0;
    });
  }

  /** How often messages were given out, again included. */
  async deliveries(): Promise<number> {
    return (await this.info()).delivered.consumer_seq;
  }

  /** The broker gives a message to somebody else after so many ms without an answer. */
  async impatient(ms: number): Promise<void> {
    const { config } = await this.info();
    await this.jsm.consumers.update('EVENTS', DURABLE, { ...config, ack_wait: nanos(ms) });
  }

  patient(): Promise<void> {
    return this.impatient(5_000);
  }

  /** The log takes nothing, until what it resolves to is called. */
  async fullLog(): Promise<() => Promise<unknown>> {
    const { config, state } = await this.jsm.streams.info('EVENTS');
    await this.jsm.streams.update('EVENTS', { ...config, max_msgs: state.messages });
    return () => this.jsm.streams.update('EVENTS', { ...config, max_msgs: -1 });
  }

  /** Ends all processes, and forgets what they said. */
  async stop(): Promise<void> {
    await Promise.all(this.running.splice(0).map((one) => one.stop()));
    this.incidents.length = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.nats[Symbol.asyncDispose]();
  }
}

/** What a reaction writes. */
export const review = (store: EventStore, entity: string): Promise<unknown> =>
  store.append(
    [
      {
        context: 'permit',
        entity,
        expected: 0,
        events: [{ type: 'permit.review-started', data: { by: 'bob' } }],
      },
    ],
    {
      source: REACTS,
      actor: 'bob',
      correlation: entity,
      causation: `test:${entity}`,
      time: TIME,
    },
  );
