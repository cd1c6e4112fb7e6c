import type { ActionStatus, EmergencyState, Outcome, Role, Severity, TrustMode } from '@guildhall/contracts';
import type { Disqualification, Start } from '../../src/index.js';
import type { Scenario } from './scenario.js';
import type { Act } from './sheet.js';

// What can happen next. Some steps are blind; others have an aim, a number, and take what is fit at that moment.

/** What can be wrong with a start, or with a worker that is assigned. */
export const DEFECTS = [
  'stranger',
  'no-worker',
  'suspended',
  'low-level',
  'incapable',
  'definition',
  'artifact',
  'busy',
  'environment',
  'inputs',
  'master-gone',
  'master-low',
  'debt',
] as const;

export type Defect = (typeof DEFECTS)[number];

/** A number to choose with among what is fit; `blind`: whatever the rest of the step says. */
export type Aim = number | 'blind';

/** What the clock is set to: a moment that matters, or one just before or after it. */
export type Moment = 'review' | 'window' | 'opening' | 'undoing' | 'evidence' | 'emergency' | 'archive';

/** What happens around a permit. */
export type Around =
  | { does: 'wait'; seconds: number }
  | { does: 'wait-for'; moment: Moment; off: -1 | 0 | 1 }
  | { does: 'gain'; who: string; role: Role }
  | { does: 'lose'; aim: Aim; who: string; role: Role }
  | { does: 'leave' | 'own'; aim: Aim; who: string }
  | { does: 'disown' }
  | { does: 'delegate'; who: string; role: Role; to: string; minutes: number }
  | { does: 'emergency'; is: EmergencyState }
  | { does: 'restart' };

/** What is asked of a permit. `who` is `its` for whichever worker has to do it. */
export type Asking =
  | { does: 'open'; scenario: Scenario; withdrawn: boolean }
  | Approving
  | { does: 'review' | 'archive'; aim: Aim; who: string }
  | { does: 'sponsor'; aim: Aim; who: string; stale: boolean }
  | { does: 'reject' | 'revoke'; aim: Aim; who: string; reason: string; severity?: Severity }
  | { does: 'recheck' | 'withdraw' | 'lapse' | 'put-away' | 'heartbeat-lost' | 'rollback-timeout' }
  | { does: 'amend'; how: 'haste' | 'plan' | 'redefined' | 'too-few' | 'same' }
  | { does: 'disqualify'; kind: Disqualification['kind']; who: string; isSound: boolean }
  | { does: 'start'; defects: Defect[]; durations: Start['durations'] }
  | { does: 'propose'; who: string; act: Act | 'undo' | 'pending'; off: number; defects: Defect[] }
  | { does: 'confirm'; aim: Aim; who: string; off: number; defects: Defect[] }
  | { does: 'record'; who: string; what: 'pending' | 'next' | 'again' | 'gap'; acts: Recording[] }
  | {
      does: 'heartbeat';
      who: string;
      tokens: number;
      errorRate?: number;
      requests?: number;
      latencyP95Ms?: number;
    }
  | { does: 'complete'; who: string; outcome: Outcome; off: number }
  | { does: 'report'; who: string; outcome: 'done' | 'failed'; summary?: string }
  | { does: 'assign'; aim: Aim; who: string; workerId: string; trust: TrustMode; defects: Defect[] };

interface Approving {
  does: 'approve';
  aim: Aim;
  /** Whoever the plan asks, whether it is their turn or not, or their delegation over. */
  eager: boolean;
  who: string;
  role: Role;
  onBehalfOf?: string;
  stale: boolean;
  minutes: boolean;
  meets: boolean;
}

/** What a worker says about an action. */
export interface Recording extends Act {
  status: ActionStatus;
  witness?: { witness: string; passed: boolean };
  /** Added to its number. */
  skew: number;
}

/** Two that act on what both have read; the log takes what the first decides first. */
export interface Race {
  does: 'race';
  one: Asking;
  other: Asking;
}

export type Step = Around | Asking | Race;

/** The step of this kind. */
export type Of<D extends Asking['does']> = Extract<Asking, { does: D }>;
