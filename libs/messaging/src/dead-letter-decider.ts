import { refuse } from '@guildhall/contracts';
import type { Decision, EventOf, Recorded, Service } from '@guildhall/contracts';
import type { Decider } from '@guildhall/event-store';

type Settled = 'retried' | 'dropped';

/** What became of the letters of one id, which two services may each have one of. */
export type DeadLetterState = Partial<Record<Service, Settled>>;

interface Facts {
  service: Service;
  /** Whether the caller is an operator. */
  operator: boolean;
  /** Whether there is such a letter. */
  filed: boolean;
}

/** What came of handling the message once more; where something is in the way, it is not even tried. */
export type Tried = 'not' | 'handled' | { failure: string };

interface Retry extends Facts {
  type: 'retry';
  /** The letter's consumer, where the service has none of this name any more. */
  gone: string | undefined;
  tried: Tried;
}

interface Drop extends Facts {
  type: 'drop';
  reason: string;
}

export type DeadLetterCommand = Retry | Drop;

type DeadLetterEvent = EventOf<'dead-letter.retried' | 'dead-letter.dropped'>;
type RecordedLetter = Recorded<'dead-letter.retried' | 'dead-letter.dropped'>;

// Dropped by another replica while it was being handled: the effect is there, so the last word has to be that it is.
const isOverruled = (command: DeadLetterCommand, settled: Settled): boolean =>
  settled === 'dropped' && command.type === 'retry' && command.tried === 'handled';

/** Why nothing may be done about a letter; undefined where it may. */
export const obstacle = (command: DeadLetterCommand, state: DeadLetterState): Decision<never> | undefined => {
  const { service, operator, filed } = command;
  if (!operator) return refuse('FORBIDDEN', 'Only operators decide about dead letters.');
  if (!filed) return refuse('NOT_FOUND', `${service} has no such dead letter.`);
  const settled = state[service];
  if (settled && !isOverruled(command, settled))
    return refuse('INVALID_STATE', `This dead letter was ${settled} already.`);
  return command.type === 'retry' && command.gone !== undefined
    ? refuse('INVALID_STATE', `${service} takes nothing from ${command.gone} any more; drop it.`)
    : undefined;
};

const retry = ({ service, tried }: Retry): Decision<DeadLetterEvent> => {
  if (tried === 'not') throw new Error('a dead letter was to be settled that nobody had tried to handle');
  return tried === 'handled'
    ? { events: [{ type: 'dead-letter.retried', data: { service } }] }
    : refuse('INTERNAL', `It failed again: ${tried.failure}`);
};

const decide = (command: DeadLetterCommand, state: DeadLetterState): Decision<DeadLetterEvent> => {
  const refused = obstacle(command, state);
  if (refused) return refused;
  switch (command.type) {
    case 'retry':
      return retry(command);
    case 'drop': {
      const { service, reason } = command;
      return { events: [{ type: 'dead-letter.dropped', data: { service, reason } }] };
    }
    default:
      return command satisfies never;
  }
};

/** Settles dead letters: each once, by an operator. */
export const deadLetterDecider: Decider<DeadLetterCommand, DeadLetterState, DeadLetterEvent, RecordedLetter> =
  {
    initialState: {},
    decide,
    evolve: (state, { type, data: { service } }) => ({
      ...state,
      [service]: type === 'dead-letter.retried' ? 'retried' : 'dropped',
    }),
  };
