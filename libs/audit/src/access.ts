import { refuse } from '@guildhall/contracts';
import type { Refusal, Role } from '@guildhall/contracts';
import type { Work } from './work.js';

/** Who asks, as far as the directory and the registry know them. */
export type Caller =
  | {
      kind: 'person';
      id: string;
      roles: readonly Role[];
      /** Roles of others that they may use now; absent where there are none. */
      lent?: readonly Role[];
    }
  | { kind: 'master' | 'worker' | 'system'; id: string };

/**
 * The work a caller may read: all of it, or what meets any of these. A row condition, to be checked on one piece of
 * work (`mayRead`) or put into a query of many.
 */
export type Readable =
  | { all: true }
  | {
      all: false;
      /** Its plan names one of these roles. */
      roles: readonly Role[];
      /** It is non-union work. */
      nonunion: boolean;
      /** This master asked for it. */
      master: string | null;
      /** This worker does it. */
      worker: string | null;
    };

const NOTHING = { all: false, roles: [], nonunion: false, master: null, worker: null } as const;

const EVERYTHING_ROLES: ReadonlySet<Role> = new Set<Role>(['auditor', 'operator']);

const readableByPerson = (roles: readonly Role[], lent: readonly Role[] = []): Readable =>
  roles.some((role) => EVERYTHING_ROLES.has(role))
    ? { all: true }
    : { ...NOTHING, roles: [...roles, ...lent], nonunion: roles.includes('developer') };

/**
 * Which work `caller` may read (5.7): auditors and operators everything; developers non-union work; people in general
 * what their roles, or those of others that they may use, have to agree to; masters what they asked for; workers what they do; `system`, which boots homes, none.
 * Several roles add up.
 */
export const readableBy = (caller: Caller): Readable => {
  switch (caller.kind) {
    case 'person':
      return readableByPerson(caller.roles, caller.lent);
    case 'master':
      return { ...NOTHING, master: caller.id };
    case 'worker':
      return { ...NOTHING, worker: caller.id };
    case 'system':
      return NOTHING;
  }
};

/** Whether a piece of work is among what may be read. */
export const mayRead = (readable: Readable, work: Work): boolean =>
  readable.all ||
  work.master === readable.master ||
  (work.worker !== null && work.worker === readable.worker) ||
  (work.nonunion && readable.nonunion) ||
  work.roles.some((role) => readable.roles.includes(role));

/** Why somebody whom nobody enrolled or registered may ask nothing. */
export const strangerRefusal = (): { refusal: Refusal } =>
  refuse('FORBIDDEN', 'You are neither enrolled nor registered here.');

/**
 * Why `caller` may not read a piece of work that it names; undefined where it may. Lists are refused to nobody who is
 * known: they hold what the caller may read.
 */
export const readingRefusal = (caller: Caller, work: Work): { refusal: Refusal } | undefined =>
  mayRead(readableBy(caller), work)
    ? undefined
    : refuse(
        'FORBIDDEN',
        'You may read work that you asked for, that you do, or that a role of yours has to agree to.',
      );
