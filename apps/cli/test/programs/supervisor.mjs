// A supervisor as a process of its own, of two steady programs; prints their process ids once they are healthy.
import { acquireLock } from '../../dist/supervisor/lock.js';
import { launchProgram } from '../../dist/supervisor/program.js';
import { Supervisor } from '../../dist/supervisor/supervisor.js';

const [lock, log, main] = process.argv.slice(2);
try {
  acquireLock(lock);
  const supervisor = new Supervisor(() => {});
  const part = (name) => ({ name, launch: () => launchProgram({ name, main, env: {}, log }) });
  await supervisor.start([part('one'), part('two')]);
  console.log(JSON.stringify(supervisor.processes.map(({ pid }) => pid)));
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
