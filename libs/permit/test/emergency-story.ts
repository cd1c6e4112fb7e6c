import type { Decision, EventData } from '@guildhall/contracts';
import { emergencyDecider } from '../src/index.js';
import type {
  Emergency,
  EmergencyCommand,
  EmergencyEvent,
  EmergencyWorker,
  RecordedEmergencyEvent,
} from '../src/index.js';
import { at, person, sha } from './factories.js';

type CommandOf<T extends EmergencyCommand['type']> = Extract<EmergencyCommand, { type: T }>;

export const DURATIONS = {
  emergency: 'PT1H',
  emergencyApproval: 'PT15M',
  emergencyReview: 'PT72H',
  emergencyBar: 'P90D',
};

export const ASKED: EventData<'emergency.requested'> = {
  incident: 'INC-7',
  workerId: 'deployer-2',
  reason: 'The checkout is down for everybody.',
  requestedBy: 'cicd-master',
  owners: ['olivia', 'zoe'],
  approveBy: at(15),
};

/** Asked for at minute 0 by cicd-master, for a worker of olivia. */
export const requested: EmergencyEvent = { type: 'emergency.requested', data: ASKED };
/** By ivan, at minute 5: it ends at minute 65. */
export const approved: EmergencyEvent = {
  type: 'emergency.approved',
  data: { by: 'ivan', workerId: 'deployer-2', expiresAt: at(65), reviewBy: at(5 + 72 * 60) },
};
export const lapsed: EmergencyEvent = { type: 'emergency.lapsed', data: { workerId: 'deployer-2' } };
export const expired: EmergencyEvent = {
  type: 'emergency.ended',
  data: { workerId: 'deployer-2', kind: 'expired' },
};
export const endedBy = (by: string): EmergencyEvent => ({
  type: 'emergency.ended',
  data: { workerId: 'deployer-2', kind: 'ended', by },
});

export const REPORT = {
  report: 'A configuration change had removed the payment routes.',
  lessons: 'Routes are part of the canary from now on.',
};
export const reviewedBy = (by: string): EmergencyEvent => ({
  type: 'emergency.reviewed',
  data: { by, ...REPORT },
});

/** Events as the log takes them, at these minutes. */
export const recordedAt = (...events: [number, EmergencyEvent][]): RecordedEmergencyEvent[] =>
  events.map(([minutes, event], index) => ({
    ...event,
    id: `id-${index}`,
    context: 'emergency',
    entity: 'em-1',
    version: index + 1,
    position: 100 + index,
    time: at(minutes),
    actor: 'somebody',
    correlation: 'em-1',
    causation: 'a cause',
  }));

const MINUTES: Record<EmergencyEvent['type'], number> = {
  'emergency.requested': 0,
  'emergency.approved': 5,
  'emergency.lapsed': 15,
  'emergency.ended': 65,
  'emergency.reviewed': 120,
};

export const emergencyAfter = (...history: EmergencyEvent[]): Emergency =>
  recordedAt(...history.map((event): [number, EmergencyEvent] => [MINUTES[event.type], event])).reduce(
    emergencyDecider.evolve,
    emergencyDecider.initialState,
  );

export const given = (...history: EmergencyEvent[]) => ({
  when: (command: EmergencyCommand): Decision<EmergencyEvent> =>
    emergencyDecider.decide(command, emergencyAfter(...history)),
});

export const WORKER: Exclude<EmergencyWorker, { status: 'unknown' }> = {
  status: 'active',
  owners: ['olivia'],
  artifact: sha('a'),
};

export const requesting = (changes: Partial<CommandOf<'request'>> = {}): EmergencyCommand => ({
  type: 'request',
  caller: 'cicd-master',
  now: at(0),
  input: {
    emergencyId: 'em-1',
    incident: ASKED.incident,
    workerId: ASKED.workerId,
    reason: ASKED.reason,
  },
  requester: { person: undefined, master: { owners: ['zoe'] } },
  worker: WORKER,
  debt: undefined,
  durations: DURATIONS,
  ...changes,
});

export const approving = (changes: Partial<CommandOf<'approve'>> = {}): EmergencyCommand => ({
  type: 'approve',
  caller: 'ivan',
  now: at(5),
  input: { emergencyId: 'em-1' },
  commander: person('incident-commander'),
  worker: WORKER,
  debt: undefined,
  durations: DURATIONS,
  ...changes,
});

export const ending = (changes: Partial<CommandOf<'end'>> = {}): EmergencyCommand => ({
  type: 'end',
  caller: 'ivan',
  now: at(30),
  input: { emergencyId: 'em-1' },
  commander: person('incident-commander'),
  ...changes,
});

export const reviewing = (changes: Partial<CommandOf<'review'>> = {}): EmergencyCommand => ({
  type: 'review',
  caller: 'carol',
  now: at(120),
  input: { emergencyId: 'em-1', ...REPORT },
  reviewer: person('security-lead'),
  ...changes,
});

export const passing = (minutes: number): EmergencyCommand => ({ type: 'pass', now: at(minutes) });
