import type { RegisteredMaster } from '../master/state.js';
import { masterOf } from '../registry/registry.js';
import type { MatchRequest } from './request.js';

/** The master, or in one sentence why it may not ask for this task, whoever would do it (4.6). */
export type Authorization = { readonly master: RegisteredMaster } | { readonly objection: string };

/** Whether the requesting master is registered and not retired, of sufficient level, and allowed to ask for the capability. */
export const authorize = ({ task, assessment, requestedBy, registry }: MatchRequest): Authorization => {
  const master = masterOf(registry, requestedBy);
  if (master === undefined) return { objection: `${requestedBy} is not a registered master.` };
  if (master.status === 'retired') return { objection: `${requestedBy} is retired.` };
  if (master.level < assessment.level)
    return {
      objection: `The task needs level ${assessment.level}; ${requestedBy} is authorized up to level ${master.level}.`,
    };
  const { capability } = task;
  return capability !== undefined && master.capabilities?.includes(capability) === false
    ? { objection: `${requestedBy} may not ask for ${capability}.` }
    : { master };
};
