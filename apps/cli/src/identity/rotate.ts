import { setTimeout as delay } from 'node:timers/promises';
import { newSigningSeed } from '@guildhall/broker';
import type { JwksResult } from '@guildhall/contracts';
import type { Client } from '../client/client.js';
import { failed } from '../failure.js';
import { replaceFile } from '../files.js';
import type { Home } from '../home.js';
import { whileLocked } from '../supervisor/lock.js';

const NOTICED_WITHIN_MS = 20_000;
const ASK_EVERY_MS = 500;

const publishedBy = async (client: Client): Promise<JwksResult> =>
  (await client.query('directory.jwks', {})).result;

const kidsOf = ({ keys }: JwksResult): string[] => keys.map(({ kid }) => kid);

/**
 * Replaces the key that signs capability tokens, and waits until the service has put the new one on record; resolves to
 * what is published then. The one before is good for what it has signed, and for a minute more of signing.
 */
export const rotateTokenKey = (home: Home, client: Client): Promise<JwksResult> =>
  whileLocked(home.identityLock, async () => {
    const before = kidsOf(await publishedBy(client));
    replaceFile(home.tokenKey, `${newSigningSeed()}\n`);
    const until = Date.now() + NOTICED_WITHIN_MS;
    while (Date.now() < until) {
      await delay(ASK_EVERY_MS);
      const published = await publishedBy(client);
      // Keys of before may leave the list meanwhile, because their time is over.
      if (kidsOf(published).some((kid) => !before.includes(kid))) return published;
    }
    throw failed(
      'The new key is in its file, and the service has not put it on record yet.',
      'It does so at its next start at the latest; `guildhall logs permit-workflow` says what it waits for.',
    );
  });
