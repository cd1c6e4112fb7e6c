import type { Durations } from '@guildhall/contracts';

/** How long things last, as the default policy has it. */
export const DURATIONS: Durations = {
  defaultWindow: 'PT24H',
  expeditedReview: 'PT1H',
  regulatedRetention: 'P7Y',
  bootstrapCertification: 'P90D',
  emergency: 'PT1H',
  emergencyApproval: 'PT15M',
  emergencyReview: 'PT72H',
  token: 'PT120S',
  lateRecords: 'PT15M',
  archiveAfter: 'PT24H',
};
