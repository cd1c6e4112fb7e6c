import type { EventType, Recorded } from '@guildhall/contracts';
import { assignmentTellers } from './sentences/assignment.js';
import { deadLetterTellers } from './sentences/dead-letter.js';
import { emergencyTellers } from './sentences/emergency.js';
import { executionTellers } from './sentences/execution.js';
import { claimTellers, directoryTellers, masterTellers, workerTellers } from './sentences/participants.js';
import { permitTellers } from './sentences/permit.js';
import { policyTellers, refusalTellers } from './sentences/rules.js';
import { taskTellers } from './sentences/task.js';

const TELLERS: { [T in EventType]: (event: Recorded<T>) => string } = {
  ...taskTellers,
  ...assignmentTellers,
  ...permitTellers,
  ...executionTellers,
  ...emergencyTellers,
  ...directoryTellers,
  ...claimTellers,
  ...workerTellers,
  ...masterTellers,
  ...policyTellers,
  ...refusalTellers,
  ...deadLetterTellers,
};

/**
 * An event as one sentence of plain English that fits a terminal's line. People appear by their ids only; quoted free
 * text (titles, reasons, comments) holds no personal data by rule (5.5), and nothing that is sealed is opened.
 */
export const tell = <T extends EventType>(event: Recorded<T>): string => TELLERS[event.type](event);
