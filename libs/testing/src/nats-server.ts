import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SCRIPT = fileURLToPath(new URL('../../../scripts/nats-server.mjs', import.meta.url));

let found: Promise<string> | undefined;

const find = async (): Promise<string> => {
  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT]);
  return stdout.trim();
};

/** Path of a nats-server that is new enough; fetched once per machine where there is none. */
export const natsServerPath = (): Promise<string> => (found ??= find());
