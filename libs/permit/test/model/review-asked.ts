import type { Terms } from '@guildhall/contracts';
import { overriddenTerms } from '../../src/index.js';
import type { Approve, PermitCommand } from '../../src/index.js';
import { sha } from '../factories.js';
import { digest } from './digest.js';
import { hands, pick } from './hands.js';
import { HASTE } from './scenario.js';
import { emergencyIn } from './scene.js';
import type { Scene } from './scene.js';
import type { Sheet } from './sheet.js';
import type { Of } from './step.js';
import { iso } from './verdict.js';

export const approval = (step: Of<'approve'>, scene: Scene): Approve => {
  const { facts, sheet, taskId } = scene;
  const { who, role, onBehalfOf } = pick(step.aim, hands(scene, step.eager)) ?? step;
  return {
    type: 'approve',
    caller: who,
    now: iso(facts.now),
    input: {
      taskId,
      role,
      permitDigest: step.stale ? sha('0') : sheet.digest,
      ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
      ...(step.minutes ? { minutesSha256: sha('c') } : {}),
    },
    people: facts.people,
    owners: facts.owners,
    meets: step.meets ? ['other-1', 'other-2'] : [],
    ...emergencyIn(scene, false),
  };
};

const amendedTerms = ({ terms }: Sheet, how: Of<'amend'>['how']): Terms => {
  switch (how) {
    case 'haste':
      return overriddenTerms(terms, [HASTE], []);
    case 'plan':
      return overriddenTerms(
        terms,
        [
          {
            softBlock: 'parallel-operations',
            justification: 'Both releases belong together.',
            plan: 'After other-1.',
          },
        ],
        [],
      );
    case 'redefined':
      return { ...terms, definition: terms.definition === sha('d') ? sha('9') : sha('d') };
    case 'too-few':
      return { ...terms, plan: [] };
    case 'same':
      return terms;
  }
};

export const amendment = ({ how }: Of<'amend'>, { facts, sheet }: Scene): PermitCommand => {
  const terms = amendedTerms(sheet, how);
  const kind = how === 'redefined' ? 'worker-redefined' : 'override';
  return { type: 'amend', now: iso(facts.now), terms, permitDigest: digest(terms), reason: { kind } };
};
