import { readFileSync } from 'node:fs';
import type { JsonObject } from './log-event.js';

const vector = (name: string): JsonObject => {
  const url = new URL(`../../policies/vectors/default/${name}.json`, import.meta.url);
  return (JSON.parse(readFileSync(url, 'utf8')) as { task: JsonObject }).task;
};

/** The production deployment of [001]: level 3, an engineering-director and a security-lead have to agree. */
export const deployment = (taskId: string, more: JsonObject = {}): JsonObject => ({
  ...vector('seed-production-deployment'),
  taskId,
  ...more,
});

/** A local exploration: level 0, issued by policy. */
export const exploration = (taskId: string, more: JsonObject = {}): JsonObject => ({
  ...vector('fast-local'),
  taskId,
  ...more,
});
