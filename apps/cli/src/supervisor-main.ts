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

const stop = (): void => {
  void system.stop().then(() => process.exit(0));
};
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
// Whoever started it is gone before it was ready: nobody is told about it, so nothing is left.
process.once('disconnect', stop);

try {
  const connection = await system.start();
  process.off('disconnect', stop);
  await tell({ kind: 'ready', connection });
  if (process.connected) process.disconnect();
} catch (error) {
  await tell({ kind: 'failed', failure: plainFailure(error) });
  process.exit(1);
}
