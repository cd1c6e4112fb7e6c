import { expect, test } from '@jest/globals';
import { startNats } from '@guildhall/testing';
import { recordedCredentials } from '../src/identity/records.js';

test('a revocation that cannot be read is not passed over', async () => {
  await using nats = await startNats();
  const service = await nats.service('permit-workflow');
  service.publish('log.directory.credential-revoked.bob.1', '{}');
  await service.flush();
  await expect(recordedCredentials(nats.trust, nats.url)).rejects.toThrow(
    /^The credentials on record cannot be read: position 1 .* holds no event$/,
  );
});
