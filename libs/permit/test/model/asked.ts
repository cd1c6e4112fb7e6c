import type { PermitCommand } from '../../src/index.js';
import { sha } from '../factories.js';
import { digest } from './digest.js';
import { confirmers, hands, holdersOf, pick } from './hands.js';
import { amendment, approval } from './review-asked.js';
import { termsFor } from './scenario.js';
import type { Scene } from './scene.js';
import type { Asking } from './step.js';
import { iso } from './verdict.js';
import { beginning, proposal, records, undoerIn, workerIn, workerWith } from './work-asked.js';

/** What the step asks of the permit, in this scene. */
export const commandIn = (step: Asking, scene: Scene): PermitCommand => {
  const { facts, sheet, taskId } = scene;
  const now = iso(facts.now);
  const others = { people: facts.people, owners: facts.owners };
  switch (step.does) {
    case 'open': {
      const isNew = sheet.stand === 'NONE';
      const terms = isNew ? termsFor(step.scenario, taskId, facts.now) : sheet.terms;
      return { type: 'open', now, terms, permitDigest: digest(terms), withdrawn: step.withdrawn };
    }
    case 'approve':
      return approval(step, scene);
    case 'review': {
      const caller = pick(step.aim, hands(scene))?.who ?? step.who;
      return { type: 'review', caller, now, input: { taskId }, ...others };
    }
    case 'reject': {
      const caller = pick(step.aim, hands(scene))?.who ?? step.who;
      return { type: 'reject', caller, now, input: { taskId, reason: step.reason }, ...others };
    }
    case 'sponsor': {
      const caller = pick(step.aim, holdersOf(scene, 'vp', 'cto', 'ciso')) ?? step.who;
      const permitDigest = step.stale ? sha('0') : sheet.digest;
      return {
        type: 'sponsor',
        caller,
        now,
        input: { taskId, permitDigest },
        ...others,
        expeditedReview: 'PT1H',
      };
    }
    case 'recheck':
      return { type: 'recheck', now, ...others };
    case 'amend':
      return amendment(step, scene);
    case 'disqualify': {
      const worker = workerWith(step.isSound ? [] : ['suspended'], scene, false);
      const workerId = workerIn(step.who, scene);
      return { type: 'disqualify', now, reason: { kind: step.kind, text: 'It is over.' }, workerId, worker };
    }
    case 'withdraw':
      return { type: 'withdraw', now, reason: 'Another release comes first.' };
    case 'lapse':
      return { type: 'lapse', now };
    case 'put-away':
      return { type: 'put-away', now, archiveAfter: 'PT24H' };
    case 'heartbeat-lost':
      return { type: 'heartbeat-lost', now };
    case 'rollback-timeout':
      return { type: 'rollback-timeout', now };
    case 'archive': {
      const caller = pick(step.aim, holdersOf(scene, 'operator')) ?? step.who;
      return { type: 'archive', caller, now, input: { taskId }, people: facts.people };
    }
    case 'revoke': {
      const caller = pick(step.aim, holdersOf(scene, 'operator')) ?? step.who;
      const severity = step.severity === undefined ? {} : { severity: step.severity };
      const input = { taskId, reason: step.reason, ...severity };
      return { type: 'revoke', caller, now, input, people: facts.people };
    }
    case 'start':
      return beginning(step, scene);
    case 'propose': {
      const input = { taskId, ...proposal(step, scene) };
      return { type: 'propose', caller: workerIn(step.who, scene), now, input, ...undoerIn(step, scene) };
    }
    case 'confirm': {
      const caller = pick(step.aim, confirmers(scene)) ?? facts.owners.at(-1) ?? step.who;
      const seq = Math.max(1, (sheet.pending?.seq ?? sheet.done.length + 1) + step.off);
      return { type: 'confirm', caller, now, input: { taskId, seq }, ...others, ...undoerIn(step, scene) };
    }
    case 'record': {
      const input = { taskId, actions: records(step, scene) };
      return { type: 'record', caller: workerIn(step.who, scene), now, input };
    }
    case 'heartbeat': {
      const { does: _, who, ...said } = step;
      return { type: 'heartbeat', caller: workerIn(who, scene), now, input: { taskId, ...said } };
    }
    case 'complete': {
      const lastSeq = Math.max(0, sheet.done.length + step.off);
      const input = { taskId, outcome: step.outcome, lastSeq };
      return { type: 'complete', caller: workerIn(step.who, scene), now, input };
    }
    case 'report': {
      const { outcome, summary } = step;
      const input = { taskId, outcome, ...(summary === undefined ? {} : { summary }) };
      return { type: 'report-rollback', caller: workerIn(step.who, scene), now, input };
    }
    case 'assign': {
      const caller = pick(step.aim, holdersOf(scene, 'operator')) ?? step.who;
      const { workerId, trust } = step;
      const worker = workerWith(step.defects, scene, false);
      return {
        type: 'assign-rollback',
        caller,
        now,
        input: { taskId, workerId },
        people: facts.people,
        worker,
        trust,
        capabilities: step.defects.includes('incapable') ? ['observe'] : ['observe', 'deploy'],
      };
    }
  }
};
