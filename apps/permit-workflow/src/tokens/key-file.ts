import { signingKeyOf } from '@guildhall/broker';
import type { SigningKey } from '@guildhall/broker';
import { SettingsError, requiredFile } from '@guildhall/messaging';

const NAME = 'GUILDHALL_TOKEN_KEY_FILE';

/** The key in the file that GUILDHALL_TOKEN_KEY_FILE names: the seed of a NATS user. Throws a SettingsError. */
export const readTokenKey = (path: string | undefined): SigningKey => {
  const seed = requiredFile({ [NAME]: path }, NAME).trim();
  try {
    return signingKeyOf(seed);
  } catch (cause) {
    throw new SettingsError(`${NAME}: ${String(path)} does not hold the seed of a NATS user`, { cause });
  }
};
