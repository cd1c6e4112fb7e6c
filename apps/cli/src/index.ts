export { run } from './run.js';
export type { Streams } from './output.js';
