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
  // Each of a service of its own: none is in the way of another (SB4).
  scope: { actions: ['deploy'], resources: [`service:${taskId}`] },
  ...more,
});

/** The same, with what undoes it. */
export const reversibleDeployment = (taskId: string, more: JsonObject = {}): JsonObject =>
  deployment(taskId, {
    scope: { actions: ['deploy'], resources: [`service:${taskId}`], rollbackActions: ['restore'] },
    ...more,
  });

/** What stops an outage in production: level 3, an incident-commander has to agree under an approved emergency. */
export const incidentResponse = (taskId: string, emergencyId: string, more: JsonObject = {}): JsonObject => ({
  ...vector('emergency'),
  taskId,
  emergencyId,
  scope: { actions: ['restart', 'rollback'], resources: [`service:${taskId}`] },
  ...more,
});

/** A local exploration: level 0, issued by policy. */
export const exploration = (taskId: string, more: JsonObject = {}): JsonObject => ({
  ...vector('fast-local'),
  taskId,
  ...more,
});
