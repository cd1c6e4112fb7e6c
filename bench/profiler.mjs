/**
 * Loaded by `--import` into each service of a profiled run: SIGUSR2 begins a processor profile, the next one writes it
 * to BENCH_PROFILES as `<service>-<n>.cpuprofile`, to be opened in the developer tools of Chromium.
 */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { basename, dirname, join } from 'node:path';

const SAMPLING_INTERVAL_US = 250;

const folder = process.env.BENCH_PROFILES;
const main = process.argv[1] ?? '';
const name = basename(dirname(dirname(main)));

/** A session of one's own thread answers before it returns. */
const ask = (session, method, parameters = {}) => {
  let answer;
  session.post(method, parameters, (error, result) => {
    if (error) throw new Error(error.message);
    answer = result;
  });
  return answer;
};

if (folder && main.endsWith('/dist/main.js')) {
  let session;
  let count = 0;
  process.on('SIGUSR2', () => {
    if (!session) {
      session = new Session();
      session.connect();
      ask(session, 'Profiler.enable');
      ask(session, 'Profiler.setSamplingInterval', { interval: SAMPLING_INTERVAL_US });
      ask(session, 'Profiler.start');
      return;
    }
    const { profile } = ask(session, 'Profiler.stop');
    session.disconnect();
    session = undefined;
    writeFileSync(join(folder, `${name}-${++count}.cpuprofile`), JSON.stringify(profile));
  });
}
