import type { Home } from '../home.js';
import { readConnection } from '../supervisor/connection.js';
import type { Connection } from '../supervisor/connection.js';
import { holderOf } from '../supervisor/lock.js';

/** What runs in a home; undefined where nothing does. */
export const statusOf = (home: Home): Connection | undefined =>
  holderOf(home.lock) ? readConnection(home.connection) : undefined;

export const isHealthy = ({ processes }: Connection): boolean =>
  processes.length > 1 && processes.every(({ state }) => state === 'healthy');
