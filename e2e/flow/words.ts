import { createHash } from 'node:crypto';
import type { LogEvent } from '../support/log-event.js';

/** Who asks for the tasks. */
export const MASTER = 'development-master';
/** Why something is withdrawn or revoked. */
export const REASON = { reason: 'No longer what we want' };

/** `<type> <entity> <version>` of each. */
export const namesOf = (events: readonly LogEvent[]): string[] =>
  events.map(({ type, entity, version }) => `${type} ${entity} ${version}`);

export const typesOf = (events: readonly LogEvent[]): string[] => events.map(({ type }) => type);

/** Hex SHA-256 of a text. */
export const hashed = (text: string): string => createHash('sha256').update(text).digest('hex');
