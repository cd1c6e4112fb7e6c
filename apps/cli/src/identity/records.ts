import { connect } from '@guildhall/broker';
import type { Trust } from '@guildhall/broker';
import { SERVICES } from '@guildhall/contracts';
import { StoreError, jetStreamStore } from '@guildhall/event-store';
import type { Incident } from '@guildhall/event-store';
import { messageOf } from '../failure.js';

/** What the log says about credentials, whoever had it put there. */
export interface CredentialRecords {
  /** Participants that have or had one. */
  ids: ReadonlySet<string>;
  /** Keys that are never good again. */
  revoked: ReadonlySet<string>;
}

// Passed over, it could be a revocation: a key that is revoked must never be good again.
const refuse = ({ cause }: Incident): never => {
  throw new StoreError('integrity', `The credentials on record cannot be read: ${messageOf(cause)}`, {
    cause,
  });
};

// What a service signs with is on record, too, and logs in nowhere.
const isParticipants = ({ entity }: { entity: string }): boolean =>
  !SERVICES.some((service) => service === entity);

/**
 * Reads them from the log itself, as the provisioning user: also while no service runs. Rejects where one of them is not
 * readable.
 */
export const recordedCredentials = async (trust: Trust, server: string): Promise<CredentialRecords> => {
  const admin = await connect({ servers: server, creds: await trust.admin(), name: 'admin' });
  try {
    const store = await jetStreamStore(admin, { service: 'permit-workflow', report: refuse });
    const ids = new Set<string>();
    const revoked = new Set<string>();
    // One type at a time: the broker finds them by its index, however long the log is.
    for await (const event of store.readAll(0, ['directory.credential-issued'])) {
      if (event.type !== 'directory.credential-issued' || !isParticipants(event)) continue;
      ids.add(event.entity);
      for (const key of event.data.revokes ?? []) revoked.add(key);
    }
    for await (const event of store.readAll(0, ['directory.credential-revoked'])) {
      if (event.type === 'directory.credential-revoked' && isParticipants(event))
        for (const key of event.data.publicKeys) revoked.add(key);
    }
    return { ids, revoked };
  } finally {
    await admin.close();
  }
};
