import { codeOf } from './failure.js';
import { run } from './run.js';

// Whoever reads the output may stop early, as `head` does.
process.stdout.on('error', (error) => {
  if (codeOf(error) !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await run(process.argv.slice(2), process.env, process);
