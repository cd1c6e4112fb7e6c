import { base64url, hex } from './bytes.js';
import type { Context } from './events.js';
import { INTAKE } from './ids.js';
import type { Service } from './ids.js';

/** CloudEvents 1.0, binary mode over NATS (6.3); names in lower case. */
export const HEADERS = {
  specversion: 'ce-specversion',
  contentType: 'ce-datacontenttype',
  id: 'ce-id',
  type: 'ce-type',
  source: 'ce-source',
  subject: 'ce-subject',
  time: 'ce-time',
  actor: 'ce-actor',
  correlation: 'ce-correlationid',
  causation: 'ce-causationid',
  traceparent: 'traceparent',
  /** The broker's: a message that carries an id seen before is not stored again; for events the `ce-id`. */
  messageId: 'Nats-Msg-Id',
} as const;

const VERSION = 1;

/** `ce-type`: `guildhall.permit.issued.v1`. */
export const ceType = (type: string): string => `guildhall.${type}.v${VERSION}`;

/** Event type and version in a `ce-type`; undefined where it is not one of ours. */
export const parseCeType = (ce: string): { type: string; version: number } | undefined => {
  const [, type, version] = /^guildhall\.(.+)\.v([1-9]\d{0,3})$/.exec(ce) ?? [];
  return type && version ? { type, version: Number(version) } : undefined;
};

/** The event type in a `ce-type` of the version that this contract has; undefined for any other. */
export const fromCeType = (ce: string): string | undefined => {
  const parsed = parseCeType(ce);
  return parsed?.version === VERSION ? parsed.type : undefined;
};

/** A hash of bytes; an argument of everything here that hashes, so that it runs in any runtime. */
export type Sha256Fn = (bytes: Uint8Array) => Uint8Array;

const utf8 = new TextEncoder();

/**
 * `ce-id` of the `n`-th event (from 1) that one cause has on one entity: the same cause can only ever write the same
 * ids, which is how repetitions are found.
 */
export const eventId = (
  key: { causation: string; context: Context; entity: string; n: number },
  sha256: Sha256Fn,
): string =>
  base64url(sha256(utf8.encode(`${key.causation}\n${key.context}\n${key.entity}\n${key.n}`))).slice(0, 22);

/**
 * Id of what has none of its own: `r` (refused request), `f` (refused command), `i` (task request that is a dead letter),
 * `t` (timer that is one), `a` (alert that is one) or `e` (event that is one, and whose own is no id) and 20 hex digits.
 */
export const causedEntity = (
  prefix: 'r' | 'f' | 'i' | 't' | 'a' | 'e',
  causation: string,
  sha256: Sha256Fn,
): string => prefix + hex(sha256(utf8.encode(causation))).slice(0, 20);

/** `ce-causationid` of what follows from a command; `commandId` is its `Nats-Msg-Id`, or made up where it has none. */
export const commandCausation = (caller: string, commandId: string): string => `${caller}:${commandId}`;

/** `ce-causationid` of what follows from a task request: its place in the intake and when it was stored. */
export const intakeCausation = (sequence: number, time: string): string => `${INTAKE}:${sequence}:${time}`;

/** `ce-causationid` of a policy that the service publishes when it starts; `sha256` is the policy's, in hex. */
export const policyCausation = (service: Service, sha256: string): string => `${service}:policy-${sha256}`;

/** `ce-causationid` of a summary of refusals: who has counted whose, since when; `id` is made up, for nobody asks for one. */
export const refusalsCausation = (service: Service, caller: string, since: string, id: string): string =>
  `${service}:refusals:${caller}:${since}:${id}`;
