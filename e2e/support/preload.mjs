/**
 * Loaded by tests, through NODE_OPTIONS, into the services before their own code: shows them another network and another
 * clock. What they see is in files of the folder that FAULTS names, `<service>.url` and `<service>.clock`; a clock may
 * change at any time. Other programs are left alone.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const LOOKED_AT_EVERY_MS = 50;

const service = /apps\/([a-z-]+)\/dist\/main\.js$/.exec(process.argv[1] ?? '')?.[1];
const folder = process.env.FAULTS;

const read = (kind) => {
  try {
    return readFileSync(join(folder, `${service}.${kind}`), 'utf8');
  } catch {
    return undefined;
  }
};

/** Moves the wall clock of this process by `offset()` milliseconds; timers keep their pace. */
const moveClock = (offset) => {
  const RealDate = Date;
  const now = () => RealDate.now() + offset();
  globalThis.Date = new Proxy(RealDate, {
    construct: (date, given, target) =>
      Reflect.construct(
        date,
        given.length === 0 ? [now()] : given,
        target === globalThis.Date ? date : target,
      ),
    apply: (date) => new date(now()).toString(),
    get: (date, name) => (name === 'now' ? now : Reflect.get(date, name)),
  });
};

if (service !== undefined && folder !== undefined) {
  process.env.NATS_URL = read('url') ?? process.env.NATS_URL;
  let offset = 0;
  const look = () => {
    offset = Number(read('clock') || offset);
  };
  look();
  moveClock(() => offset);
  setInterval(look, LOOKED_AT_EVERY_MS).unref();
}
