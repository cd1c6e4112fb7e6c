import { fileURLToPath } from 'node:url';

/** The folder of the sources, from which the programs of the system are run; this file is two folders below `apps`. */
const inRepository = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

export const SERVICE_MAIN = (service: string): string => inRepository(`apps/${service}/dist/main.js`);
export const SUPERVISOR_MAIN = inRepository('apps/cli/dist/supervisor-main.js');
/** Prints the path of a nats-server; gets one where there is none. */
export const NATS_SERVER_SCRIPT = inRepository('scripts/nats-server.mjs');
export const DEFAULT_POLICY = inRepository('policies/default.yaml');
export const DEMO_BOOTSTRAP = inRepository('examples/demo/bootstrap.yaml');
export const DEMO_STORY = inRepository('examples/demo/story.mjs');
