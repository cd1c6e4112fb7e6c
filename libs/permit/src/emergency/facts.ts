import { hasCome } from '@guildhall/contracts';
import type { Emergency } from './state.js';

/** What a decision about a permit, a task or a worker needs to know about an emergency. */
export type EmergencyFacts =
  | { status: 'unknown' }
  | { status: 'requested'; workerId: string }
  /** The worker has its temporary level, before `expiresAt`. */
  | { status: 'approved'; workerId: string; expiresAt: string }
  /** Lapsed, ended or past its time; `expiresAt` where it was approved. */
  | { status: 'over'; workerId: string; expiresAt?: string };

/** The emergency as it stands at `now`: by the clock, not by events that might be late (1.8). */
export const emergencyFacts = (emergency: Emergency, now: string): EmergencyFacts => {
  switch (emergency.status) {
    case 'NONE':
      return { status: 'unknown' };
    case 'REQUESTED': {
      const { workerId, approveBy } = emergency;
      return { status: hasCome(approveBy, now) ? 'over' : 'requested', workerId };
    }
    case 'LAPSED':
      return { status: 'over', workerId: emergency.workerId };
    case 'APPROVED': {
      const { workerId, expiresAt } = emergency;
      return { status: hasCome(expiresAt, now) ? 'over' : 'approved', workerId, expiresAt };
    }
    case 'ENDED':
    case 'REVIEWED':
      return { status: 'over', workerId: emergency.workerId, expiresAt: emergency.expiresAt };
    default:
      return emergency satisfies never;
  }
};
