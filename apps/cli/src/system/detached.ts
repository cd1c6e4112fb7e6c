import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { failed } from '../failure.js';
import type { Home } from '../home.js';
import { SUPERVISOR_MAIN } from '../repository.js';
import type { Connection } from '../supervisor/connection.js';
import type { FromSupervisor } from './messages.js';
import { asFailure } from './messages.js';
import type { Report } from './progress.js';

export interface DetachedOptions {
  natsServer: string;
  empty: boolean;
  report: Report;
}

const spawnSupervisor = (home: Home, { natsServer, empty }: DetachedOptions): ChildProcess => {
  const path = home.log('supervisor');
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const log = openSync(path, 'a', 0o600);
  try {
    return spawn(process.execPath, [SUPERVISOR_MAIN, ...(empty ? ['--empty'] : [])], {
      env: { ...process.env, GUILDHALL_HOME: home.root, NATS_SERVER_BIN: natsServer },
      stdio: ['ignore', log, log, 'ipc'],
      detached: true,
    });
  } finally {
    closeSync(log);
  }
};

/** Starts the system under a supervisor that outlives this process; resolves once everything is healthy. */
export const startDetached = (home: Home, options: DetachedOptions): Promise<Connection> =>
  new Promise((resolve, reject) => {
    const supervisor = spawnSupervisor(home, options);
    const hear = (message: FromSupervisor): void => {
      if (message.kind === 'progress') options.report(message.progress);
      else if (message.kind === 'failed') reject(asFailure(message.failure));
      else {
        supervisor.disconnect();
        supervisor.unref();
        resolve(message.connection);
      }
    };
    supervisor.on('message', hear);
    supervisor.once('exit', () => {
      reject(failed('The supervisor ended before the system was ready.', 'See `guildhall logs supervisor`.'));
    });
    supervisor.once('error', reject);
  });
