import { holderOf } from '@guildhall/broker';
import type { Home } from '../home.js';
import { readConnection } from '../supervisor/connection.js';
import type { Connection } from '../supervisor/connection.js';
import type { ProcessInfo } from '../supervisor/keeper.js';
import { memoryOf } from '../supervisor/process.js';

/** A process, and what it uses at this moment. */
export interface ProcessStatus extends ProcessInfo {
  /** Bytes; absent where it does not run, or the platform does not say. */
  memory?: number;
}

/** What `connection.json` says, and what the processes use. */
export interface Status extends Connection {
  processes: ProcessStatus[];
}

const withMemory = (info: ProcessInfo): ProcessStatus => {
  const memory = info.pid === null ? undefined : memoryOf(info.pid);
  return memory === undefined ? info : { ...info, memory };
};

/** What runs in a home; undefined where nothing does. */
export const statusOf = (home: Home): Status | undefined => {
  const connection = holderOf(home.lock) ? readConnection(home.connection) : undefined;
  return connection && { ...connection, processes: connection.processes.map(withMemory) };
};

export const isHealthy = ({ processes }: Connection): boolean =>
  processes.length > 1 && processes.every(({ state }) => state === 'healthy');
