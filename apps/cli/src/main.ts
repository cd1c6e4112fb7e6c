import { codeOf } from './failure.js';
import { run } from './run.js';

// Whoever reads the output may stop early, as `head` does.
process.stdout.on('error', (error) => {
  if (codeOf(error) !== 'EPIPE') throw error;
  process.exit();
});

const code = await run(process.argv.slice(2), process.env, process);
const written = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    stream.write('', () => {
      resolve();
    });
  });
// A connection to a broker that never greeted lingers when it has been given up: nobody waits for it.
await Promise.all([written(process.stdout), written(process.stderr)]);
process.exit(code);
