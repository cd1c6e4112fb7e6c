import type { Decision } from '@guildhall/contracts';
import { approve } from './approve.js';
import type { EmergencyCommand } from './commands.js';
import { end, pass } from './end.js';
import { request } from './request.js';
import { review } from './review.js';
import { evolveEmergency } from './state.js';
import type { Emergency, EmergencyEvent } from './state.js';

const decide = (command: EmergencyCommand, emergency: Emergency): Decision<EmergencyEvent> => {
  switch (command.type) {
    case 'request':
      return request(command, emergency);
    case 'approve':
      return approve(command, emergency);
    case 'end':
      return end(command, emergency);
    case 'review':
      return review(command, emergency);
    case 'pass':
      return pass(command, emergency);
    default:
      return command satisfies never;
  }
};

const initialState: Emergency = { status: 'NONE' };

/** Decides on one emergency (1.8). Entity: `emergency/<emergencyId>`. */
export const emergencyDecider = { initialState, decide, evolve: evolveEmergency };
