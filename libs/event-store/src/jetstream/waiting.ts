import { STREAMS, TASK_REQUESTED, requesterOf } from '@guildhall/contracts';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { asked } from './failures.js';

/** What waits in the intake, those tasks included that are being assessed just now. */
export interface WaitingTasks {
  /** How many of one master may wait; the broker refuses further ones with 10077. */
  quota: number;
  /** How many do, by master; who has none is left out. */
  byMaster: ReadonlyMap<string, number>;
}

/** Asks the broker what waits in the intake. Rejects with a StoreError `unavailable` where it is out of reach. */
export const waitingTasks = async (nc: NatsConnection): Promise<WaitingTasks> => {
  const jsm = await jetstreamManager(nc, { checkAPI: false });
  const { config, state } = await asked(
    `${STREAMS.intake} could not be asked about`,
    jsm.streams.info(STREAMS.intake, { subjects_filter: TASK_REQUESTED }),
  );
  const counts = Object.entries(state.subjects ?? {});
  return {
    quota: config.max_msgs_per_subject,
    byMaster: new Map(counts.map(([subject, count]) => [requesterOf(subject), count])),
  };
};
