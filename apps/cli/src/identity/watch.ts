import { connect } from '@guildhall/broker';
import type { Trust } from '@guildhall/broker';
import { SYSTEM, eventFilters } from '@guildhall/contracts';
import { Ear } from '../client/ear.js';
import { messageOf } from '../failure.js';
import { enforceRevocations } from './enforce.js';

const SUBJECTS = [
  eventFilters.type('directory.credential-issued'),
  eventFilters.type('directory.credential-revoked'),
];
/** What was not heard, because the connection was away, is found by looking. */
const LOOK_EVERY_MS = 30_000;
const RETRY_MS = 1_000;

/** Where revocations are put into force, and for which server. */
export interface Watched {
  trust: Trust;
  server: string;
  /** Text of the `.creds` of `system`. */
  creds: string;
  /** Told why it could not be done, once in a row; it is tried again. */
  report: (text: string) => void;
}

const watch = async ({ trust, server, report }: Watched, ear: Ear, signal: AbortSignal): Promise<void> => {
  let heard = true;
  for (let failed = false; !signal.aborted;) {
    try {
      await enforceRevocations(trust, server, heard || failed);
      failed = false;
    } catch (error) {
      if (!failed && !signal.aborted) report(`what was revoked is not refused yet: ${messageOf(error)}`);
      failed = true;
    }
    heard = (await ear.next(failed ? RETRY_MS : LOOK_EVERY_MS, signal)) !== undefined;
  }
};

/**
 * Puts revocations into force as they come into the log, whoever has sent them, by whatever client: within milliseconds
 * while the broker is there. Resolves, once it listens, to what ends it.
 */
export const watchRevocations = async (watched: Watched): Promise<() => Promise<void>> => {
  const nc = await connect({ servers: watched.server, creds: watched.creds, name: SYSTEM });
  const stopping = new AbortController();
  const ear = new Ear(nc, SUBJECTS);
  await nc.flush();
  void watch(watched, ear, stopping.signal);
  return async () => {
    stopping.abort();
    await nc.close();
  };
};
