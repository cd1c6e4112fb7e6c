import type { Emergency } from './state.js';

/** A moment at which an emergency becomes something else by itself, or its review overdue. */
export interface EmergencyDeadline {
  kind: 'approval' | 'end' | 'review';
  /** RFC 3339 */
  due: string;
}

/** The deadlines that an emergency has as it stands. */
export const emergencyDeadlines = (emergency: Emergency): EmergencyDeadline[] => {
  switch (emergency.status) {
    case 'REQUESTED':
      return [{ kind: 'approval', due: emergency.approveBy }];
    case 'APPROVED':
      return [
        { kind: 'end', due: emergency.expiresAt },
        { kind: 'review', due: emergency.reviewBy },
      ];
    case 'ENDED':
      return [{ kind: 'review', due: emergency.reviewBy }];
    case 'NONE':
    case 'LAPSED':
    case 'REVIEWED':
      return [];
    default:
      return emergency satisfies never;
  }
};
