import type { Decision } from '@guildhall/contracts';
import { assign } from '../work/assign.js';
import { complete } from '../work/complete.js';
import { confirm } from '../work/confirm.js';
import { beat, heartbeatLost } from '../work/heartbeat.js';
import { propose } from '../work/propose.js';
import { record } from '../work/record.js';
import { report } from '../work/report.js';
import { rollbackTimeout } from '../work/timeout.js';
import { amend } from './amend.js';
import { approve } from './approve.js';
import { archive, putAway } from './archive.js';
import type { PermitCommand } from './commands.js';
import { disqualify } from './disqualify.js';
import { evolve } from './evolve.js';
import { lapse } from './lapse.js';
import { open } from './open.js';
import { recheck } from './recheck.js';
import { reject } from './reject.js';
import { review } from './review.js';
import { revoke, withdraw } from './revoke.js';
import { sponsor } from './sponsor.js';
import { start } from './start.js';
import { initialPermit } from './state.js';
import type { Permit, PermitEvent } from './state.js';

const decide = (command: PermitCommand, permit: Permit): Decision<PermitEvent> => {
  switch (command.type) {
    case 'open':
      return open(command, permit);
    case 'review':
      return review(command, permit);
    case 'approve':
      return approve(command, permit);
    case 'reject':
      return reject(command, permit);
    case 'sponsor':
      return sponsor(command, permit);
    case 'recheck':
      return recheck(command, permit);
    case 'amend':
      return amend(command, permit);
    case 'disqualify':
      return disqualify(command, permit);
    case 'archive':
      return archive(command, permit);
    case 'put-away':
      return putAway(command, permit);
    case 'withdraw':
      return withdraw(command, permit);
    case 'lapse':
      return lapse(command, permit);
    case 'revoke':
      return revoke(command, permit);
    case 'start':
      return start(command, permit);
    case 'propose':
      return propose(command, permit);
    case 'confirm':
      return confirm(command, permit);
    case 'record':
      return record(command, permit);
    case 'heartbeat':
      return beat(command, permit);
    case 'heartbeat-lost':
      return heartbeatLost(command, permit);
    case 'complete':
      return complete(command, permit);
    case 'report-rollback':
      return report(command, permit);
    case 'assign-rollback':
      return assign(command, permit);
    case 'rollback-timeout':
      return rollbackTimeout(command, permit);
    default:
      return unknownCommand(command);
  }
};

const unknownCommand = (command: never): never => {
  throw new TypeError(`not a command for a permit: ${JSON.stringify(command)}`);
};

/** The life of a permit (3.1), with the work under it. Entities: `permit/<taskId>` and `execution/<taskId>`. */
export const permitDecider = { initialState: initialPermit, decide, evolve };
