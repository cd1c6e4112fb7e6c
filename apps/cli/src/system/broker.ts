import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { connect, launchServer, provision } from '@guildhall/broker';
import type { Trust } from '@guildhall/broker';
import { failed } from '../failure.js';
import { replaceFile } from '../files.js';
import type { Home } from '../home.js';
import { NATS_SERVER_SCRIPT } from '../repository.js';
import { exitOfShell } from '../supervisor/launched.js';
import type { Part } from '../supervisor/supervisor.js';

const HOST = '127.0.0.1';
/** Recovering a long log takes its time. */
const READY_WITHIN_MS = 120_000;

export const brokerUrl = (port: number): string => `nats://${HOST}:${port}`;

/** Path of a nats-server that is new enough; getting one may take a minute, and is told on standard error. */
export const findNatsServer = (): Promise<string> =>
  new Promise((resolve, reject) => {
    const script = spawn(process.execPath, [NATS_SERVER_SCRIPT], { stdio: ['ignore', 'pipe', 'inherit'] });
    let path = '';
    script.stdout.on('data', (chunk) => (path += String(chunk)));
    script.once('error', reject);
    script.once('close', (code) => {
      if (code === 0) resolve(path.trim());
      else reject(failed('There is no nats-server.', 'Name one in NATS_SERVER_BIN.'));
    });
  });

/** nats-server on `port` of the loopback interface, with its streams under the home. */
export const brokerPart = (home: Home, trust: Trust, bin: string, port: number): Part => {
  const configFile = join(home.run, 'nats-server.conf');
  return {
    name: 'nats-server',
    launch: async () => {
      // At each start anew: it names who is revoked by then.
      replaceFile(configFile, await trust.serverConfig({ host: HOST, port, storeDir: home.store }));
      const logFile = home.log('nats-server');
      const server = await launchServer({
        bin,
        configFile,
        host: HOST,
        port,
        logFile,
        readyWithin: READY_WITHIN_MS,
      });
      return {
        pid: server.pid,
        healthy: Promise.resolve(),
        exited: server.ended.then(exitOfShell),
        stop: () => server.stop(),
      };
    },
  };
};

/** Makes streams, bucket and durable consumers where they are missing. */
export const provisionBroker = async (trust: Trust, url: string): Promise<void> => {
  const admin = await connect({ servers: url, creds: await trust.admin(), name: 'admin' });
  try {
    await provision(admin);
  } finally {
    await admin.close();
  }
};
