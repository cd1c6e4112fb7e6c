import type { TimerKey } from '@guildhall/contracts';

/** An attempt that is to come: which alert, to which address, and the how many-eth it is. */
export interface Attempt {
  /** Of the alert, in the stream of alerts. */
  sequence: number;
  webhook: string;
  attempt: number;
}

const CONTEXT = 'audit';

/** The timer of an attempt: at most one for an alert and an address, and it says all that there is to know. */
export const timerOf = ({ sequence, webhook, attempt }: Attempt): TimerKey => ({
  context: CONTEXT,
  entity: `${sequence}-${webhook}`,
  kind: `webhook-${attempt}`,
});

/** The attempt of a timer; undefined where the timer is another's. */
export const attemptOf = ({ context, entity, kind }: TimerKey): Attempt | undefined => {
  const [, sequence, webhook] = /^(\d{1,15})-([0-9a-f]+)$/.exec(entity) ?? [];
  const [, attempt] = /^webhook-(\d{1,6})$/.exec(kind) ?? [];
  return context === CONTEXT && sequence && webhook && attempt
    ? { sequence: Number(sequence), webhook, attempt: Number(attempt) }
    : undefined;
};
