import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openTrust } from '@guildhall/broker';
import type { Trust } from '@guildhall/broker';
import { unusable } from '../failure.js';
import type { Home } from '../home.js';

/** The keys of the home; opening them where there are none would make a tenant that nobody has heard of. */
export const trustOf = (home: Home): Promise<Trust> => {
  if (!existsSync(join(home.keys, 'operator.nk'))) {
    throw unusable(
      `The keys of Guildhall are not in ${home.keys}.`,
      [],
      'Credentials are made where `guildhall up` runs; name its home in GUILDHALL_HOME.',
    );
  }
  return openTrust(home.keys);
};
