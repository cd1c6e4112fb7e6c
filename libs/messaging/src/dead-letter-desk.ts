import {
  DEAD_LETTER_CONTEXT,
  HEADERS,
  ID_PATTERN,
  SERVICES,
  STREAMS,
  parseInput,
} from '@guildhall/contracts';
import type { DeadLetter, Recorded, Service } from '@guildhall/contracts';
import { KeyedQueue, StoreError, handle, isExcused, reasonOf } from '@guildhall/event-store';
import type { Reacting } from '@guildhall/event-store';
import { deadLetterDecider, obstacle } from './dead-letter-decider.js';
import type { DeadLetterCommand, DeadLetterState, Tried } from './dead-letter-decider.js';
import type { CommandRequest, Outcome } from './request.js';
import type { Runtime } from './runtime.js';

/** Who answers where a request does not say whose dead letter it is about. */
const OTHERWISE: Service = 'audit-projection';

/** Whether a command is about dead letters, which every service hears. */
export const isAboutDeadLetters = (command: string): boolean => command.startsWith(`${DEAD_LETTER_CONTEXT}.`);

/** The one service that answers a command about a dead letter. */
export const addressee = (body: Uint8Array): Service => {
  const input = parseInput(body);
  const value: unknown = 'value' in input ? input.value : undefined;
  const named: unknown =
    typeof value === 'object' && value !== null
      ? Object.getOwnPropertyDescriptor(value, 'service')?.value
      : undefined;
  return SERVICES.find((service) => service === named) ?? OTHERWISE;
};

/** Whether the directory's events of somebody, oldest first, make them an operator; what they mean is not known here. */
export type IsOperator = (directory: readonly Recorded[]) => boolean;

/** The chain that a letter belongs to. Only the headers of an event are a service's; those of a request are its master's. */
const correlationOf = ({ stream, headers, id }: DeadLetter): string => {
  const [named = ''] = headers[HEADERS.correlation] ?? [];
  return stream === STREAMS.events && ID_PATTERN.test(named) ? named : id;
};

type Request = CommandRequest<'dead-letter.retry' | 'dead-letter.drop'>;
type CommandFor = (state: DeadLetterState) => Promise<DeadLetterCommand>;

/** Answers `dead-letter.retry` and `dead-letter.drop` about the letters of this service, one by one for each letter. */
export class DeadLetterDesk {
  readonly #queue = new KeyedQueue();

  constructor(
    private readonly runtime: Pick<Runtime, 'service' | 'store' | 'deadLetters' | 'report'>,
    /** The running consumer of a name. */
    private readonly consumerOf: (durable: string) => Reacting | undefined,
    private readonly isOperator: IsOperator,
  ) {}

  retry(request: CommandRequest<'dead-letter.retry'>): Promise<Outcome> {
    return this.#settle(request, (letter) => {
      const consumer = letter && this.consumerOf(letter.durable);
      const gone = consumer ? undefined : letter?.durable;
      let tried: Tried = 'not';
      return async (state) => {
        const facts = { ...(await this.#facts(request, letter)), type: 'retry', gone } as const;
        // Whoever may not, or comes too late, must not have it handled; nor twice, where others write meanwhile.
        if (letter && consumer && tried === 'not' && !obstacle({ ...facts, tried }, state))
          tried = await this.#handle(consumer, letter);
        return { ...facts, tried };
      };
    });
  }

  drop(request: CommandRequest<'dead-letter.drop'>): Promise<Outcome> {
    const { reason } = request.payload;
    return this.#settle(request, (letter) => async () => ({
      ...(await this.#facts(request, letter)),
      type: 'drop',
      reason,
    }));
  }

  async #facts({ caller, payload: { service } }: Request, letter: DeadLetter | undefined) {
    const { events } = await this.runtime.store.read('directory', caller, { fresh: true });
    return { service, operator: this.isOperator(events), filed: letter !== undefined };
  }

  /** Handles it once more. Rejects where it is not its fault that this fails: it may be sent again then. */
  async #handle(consumer: Reacting, letter: DeadLetter): Promise<Tried> {
    try {
      await consumer.retry(letter);
      return 'handled';
    } catch (cause) {
      if (isExcused(cause))
        throw cause instanceof StoreError ? cause : new StoreError('unavailable', reasonOf(cause), { cause });
      this.runtime.report({ kind: 'reaction-failed', position: letter.sequence, cause });
      return { failure: reasonOf(cause) };
    }
  }

  #settle(request: Request, commandFor: (letter: DeadLetter | undefined) => CommandFor): Promise<Outcome> {
    const { name, payload, meta } = request;
    const { service, id } = payload;
    return this.#queue.run(`${service} ${id}`, async () => {
      const letter = await this.runtime.deadLetters.find(service, id);
      const handled = await handle(this.runtime.store, {
        decider: deadLetterDecider,
        context: DEAD_LETTER_CONTEXT,
        entity: id,
        meta: meta(letter ? correlationOf(letter) : id),
        marks: [name === 'dead-letter.retry' ? 'dead-letter.retried' : 'dead-letter.dropped'],
        command: commandFor(letter),
      });
      if ('refusal' in handled) return handled;
      return { result: { service, id, state: handled.state[service] }, position: handled.position };
    });
  }
}
