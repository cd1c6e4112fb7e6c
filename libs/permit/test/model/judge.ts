import type { PermitCommand } from '../../src/index.js';
import { approve } from './approving.js';
import { open } from './asking.js';
import { beat, complete, heartbeatLost } from './finishing.js';
import { confirm, propose } from './proposing.js';
import { record } from './recording.js';
import { recheck, reject, review } from './reviewing.js';
import type { Sheet } from './sheet.js';
import { amend, sponsor } from './sponsoring.js';
import { start } from './starting.js';
import { disqualify, revoke, withdraw } from './taking-back.js';
import { archive, lapse, putAway } from './time.js';
import { assign, report, rollbackTimeout } from './undoing.js';
import type { Verdict } from './verdict.js';

/** What the spec demands as the answer to `command`, for a permit with this sheet. */
export const judge = (sheet: Sheet, command: PermitCommand): Verdict => {
  switch (command.type) {
    case 'open':
      return open(sheet, command);
    case 'review':
      return review(sheet, command);
    case 'approve':
      return approve(sheet, command);
    case 'reject':
      return reject(sheet, command);
    case 'sponsor':
      return sponsor(sheet, command);
    case 'recheck':
      return recheck(sheet, command);
    case 'amend':
      return amend(sheet, command);
    case 'disqualify':
      return disqualify(sheet, command);
    case 'archive':
      return archive(sheet, command);
    case 'put-away':
      return putAway(sheet, command);
    case 'withdraw':
      return withdraw(sheet, command);
    case 'lapse':
      return lapse(sheet, command);
    case 'revoke':
      return revoke(sheet, command);
    case 'start':
      return start(sheet, command);
    case 'propose':
      return propose(sheet, command);
    case 'confirm':
      return confirm(sheet, command);
    case 'record':
      return record(sheet, command);
    case 'heartbeat':
      return beat(sheet, command);
    case 'heartbeat-lost':
      return heartbeatLost(sheet, command);
    case 'complete':
      return complete(sheet, command);
    case 'report-rollback':
      return report(sheet, command);
    case 'assign-rollback':
      return assign(sheet, command);
    case 'rollback-timeout':
      return rollbackTimeout(sheet, command);
  }
};
