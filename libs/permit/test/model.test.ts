import { expect, test } from '@jest/globals';
import { OUTCOMES, REJECTIONS, REVOCATIONS, VOIDINGS, typesOf } from '@guildhall/contracts';
import type { ActionDecision, Amendment, Code, EventData, RollbackFailure } from '@guildhall/contracts';
import fc from 'fast-check';
import { permitDecider } from '../src/index.js';
import { isApt } from './model/apt.js';
import { codesInSources } from './model/coverage.js';
import type { Seen } from './model/coverage.js';
import { BEGINNING } from './model/facts.js';
import { BLANK } from './model/sheet.js';
import { Stage } from './model/stage.js';
import type { Model, Real } from './model/stage.js';
import { step } from './model/steps.js';
import type { Step } from './model/step.js';

// People, masters, workers, emergencies, timers and restarts in any order, against the permit decider and a model that was
// written from the spec. A failure prints a seed, a path and a replayPath; with the three in MODEL_SEED, MODEL_PATH and
// MODEL_REPLAY it happens again, and already shrunk. MODEL_SEED=random plays what was never played before; without it the
// plays are always the same, because what they have to come across must not depend on luck.

const PLAYS = 1000;
const LONGEST = 600;
const FEWEST_STEPS = 100_000;

const { MODEL_SEED, MODEL_PATH, MODEL_REPLAY } = process.env;
const seed = MODEL_SEED === 'random' ? Date.now() & 0x7fffffff : Number(MODEL_SEED ?? 1);

const amendments: Record<Amendment, true> = { override: true, 'worker-redefined': true };
const failures: Record<RollbackFailure, true> = { reported: true, timeout: true, 'no-worker': true };
const withdrawals: Record<EventData<'execution.rollback-withdrawn'>['kind'], true> = {
  certification: true,
  'emergency-over': true,
  trust: true,
};
const decisions: Record<ActionDecision, true> = { permitted: true, waiting: true, refused: true };

// The checks of 3.2 and 3.4, in their order.
const APPROVE: readonly Code[] = [
  'FORBIDDEN',
  'INVALID_STATE',
  'SEPARATION_OF_DUTIES',
  'ROLE_NOT_HELD',
  'STALE_VIEW',
  'SOFT_BLOCK',
  'ALREADY_APPROVED',
  'STAGE_NOT_OPEN',
  'ROLE_FILLED',
  'VALIDATION_FAILED',
];
const START: readonly Code[] = [
  'WORKER_NOT_ELIGIBLE',
  'WORKER_BUSY',
  'INVALID_STATE',
  'FORBIDDEN',
  'HARD_BLOCK',
  'INPUT_MISMATCH',
  'OUT_OF_WINDOW',
  'BUDGET_EXHAUSTED',
  'MASTER_AUTHORIZATION',
  'REVIEW_DEBT',
];

const RULES = [
  ...['scope', 'changed', 'unannounced', 'unconfirmed', 'missing-record', 'heartbeat-lost', 'budget'],
  ...['time_window', 'max_error_rate', 'max_actions', 'max_failed_actions', 'read_only', 'own_check'],
];

// What has to have been seen, else this has shown little.
const EVERYTHING: readonly string[] = [
  ...typesOf('permit'),
  ...typesOf('execution'),
  ...codesInSources(),
  ...['HB3', 'HB4', 'SB4', 'repeated', 'race: both', 'race: conflict'],
  ...REJECTIONS.map((kind) => `permit.rejected: ${kind}`),
  ...REVOCATIONS.map((kind) => `permit.revoked: ${kind}`),
  ...VOIDINGS.map((kind) => `permit.approval-voided: ${kind}`),
  ...Object.keys(amendments).map((kind) => `permit.amended: ${kind}`),
  ...OUTCOMES.map((kind) => `permit.completed: ${kind}`),
  ...Object.keys(failures).map((kind) => `execution.rollback-failed: ${kind}`),
  ...Object.keys(withdrawals).map((kind) => `execution.rollback-withdrawn: ${kind}`),
  ...['propose: WORKER_NOT_ELIGIBLE', 'confirm: WORKER_NOT_ELIGIBLE'],
  ...Object.keys(decisions).map((kind) => `decision: ${kind}`),
  ...APPROVE.map((code) => `approve: ${code}`),
  ...START.map((code) => `start: ${code}`),
  ...RULES.map((rule) => `permit.violation-detected: ${rule}`),
  'confirm: SEPARATION_OF_DUTIES',
  'execution.action-recorded: late',
  'permit.issued: people at level 4',
  'permit.issued: in an emergency',
];

class Happening implements fc.Command<Model, Real> {
  constructor(
    private readonly step: Step,
    /** Happens also where it makes no sense. */
    private readonly isStubborn: boolean,
    private readonly seen: Seen,
  ) {}

  check({ scene }: Readonly<Model>): boolean {
    return this.isStubborn || isApt(this.step, scene);
  }

  run(model: Model, real: Real): void {
    new Stage(model, real, this.seen).take(this.step);
  }

  toString(): string {
    return JSON.stringify(this.step);
  }
}

const beginning = (): { model: Model; real: Real } => ({
  model: { scene: { facts: BEGINNING, sheet: BLANK, taskId: 't1' }, tasks: 1 },
  real: { permit: permitDecider.initialState, log: [], raced: false },
});

const play = (seen: Seen, numRuns: number): void => {
  const stubborn = fc.integer({ min: 0, max: 9 }).map((n) => n === 9);
  const happening = fc.tuple(step, stubborn).map(([each, is]) => new Happening(each, is, seen));
  const plays = fc.commands([happening], {
    maxCommands: LONGEST,
    size: 'max',
    ...(MODEL_REPLAY === undefined ? {} : { replayPath: MODEL_REPLAY }),
  });
  fc.assert(
    fc.property(plays, (commands) => fc.modelRun(beginning, commands)),
    { numRuns, seed, ...(MODEL_PATH === undefined ? {} : { path: MODEL_PATH }) },
  );
};

test('whoever does whatever in whichever order, a permit does what the spec says and nothing else', () => {
  const seen: Seen = new Map();
  play(seen, PLAYS);
  if (process.env['MODEL_SHOW'])
    console.log(
      [...seen]
        .sort()
        .map(([k, v]) => `${v}\t${k}`)
        .join('\n'),
    );
  const never = EVERYTHING.filter((each) => !seen.has(each));
  expect({ seed, never }).toStrictEqual({ seed, never: [] });
  expect(seen.get('step')).toBeGreaterThanOrEqual(FEWEST_STEPS);
}, 120_000);
