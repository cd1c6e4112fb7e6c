import { readSettings } from './settings.js';
import type { FromSupervisor } from './system/messages.js';
import { plainFailure } from './system/messages.js';
import { System } from './system/system.js';

// The supervisor as a process of its own: `up --detach` starts it and waits until it says that all is healthy.

const tell = (message: FromSupervisor): Promise<void> =>
  new Promise((resolve) => {
    if (!process.connected || !process.send) resolve();
    else
      process.send(message, () => {
        resolve();
      });
  });

const system = new System({
  settings: readSettings(process.env),
  natsServer: process.env['NATS_SERVER_BIN'] ?? 'nats-server',
  empty: process.argv.includes('--empty'),
  report: (progress) => void tell({ kind: 'progress', progress }),
});

const stop = (cause: string) => (): void => {
  console.log(`${new Date().toISOString()} asked to stop: ${cause}`);
  void system.stop().then(() => process.exit(0));
};
// Whoever started it is gone before it was ready: nobody is told about it, so nothing is left.
const abandoned = stop('nobody waits for it');
process.once('disconnect', abandoned);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop(signal));

try {
  const connection = await system.start();
  process.off('disconnect', abandoned);
  await tell({ kind: 'ready', connection });
  if (process.connected) process.disconnect();
} catch (error) {
  await tell({ kind: 'failed', failure: plainFailure(error) });
  process.exit(1);
}
