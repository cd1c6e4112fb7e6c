export { memoryStore } from './memory-store.js';
export type { MemoryStore } from './memory-store.js';
export { natsServerPath } from './nats-server.js';
export { startNats } from './nats.js';
export type { NatsOptions, TestNats } from './nats.js';
export { waitFor } from './wait-for.js';
export type { WaitOptions } from './wait-for.js';
