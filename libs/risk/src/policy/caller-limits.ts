import type { CallerLimits } from '@guildhall/contracts';
import { under } from './report.js';
import type { Report } from './report.js';

/** A worker at work sends a heartbeat every 10 s (3.4), and has to be able to say something else as well. */
const LEAST_COMMANDS_PER_MINUTE = 12;

/** Reports limits that no worker could work within. */
export const checkCallerLimits = (limits: CallerLimits | undefined, report: Report): void => {
  if (limits && limits.commandsPerMinute < LEAST_COMMANDS_PER_MINUTE)
    report(
      under('/limits', 'commandsPerMinute'),
      `must be at least ${LEAST_COMMANDS_PER_MINUTE}: a worker at work sends a heartbeat every 10 s`,
    );
};
