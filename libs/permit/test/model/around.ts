import type { Role } from '@guildhall/contracts';
import { delegating, gaining, holdersIn, leaving, losing } from './facts.js';
import type { Facts } from './facts.js';
import { momentIn } from './scene.js';
import type { Scene } from './scene.js';
import type { Aim, Around } from './step.js';
import { iso } from './verdict.js';

const MINUTE = 60_000;

type Happening = Exclude<Around, { does: 'restart' }>;

const clock = (scene: Scene, to: number | undefined): Facts => ({
  ...scene.facts,
  now: Math.max(scene.facts.now, to ?? 0),
});

/** Whom it happens to: one of those who have approved or sponsored, in the role in which they did, or anybody. */
const whom = (step: { aim: Aim; who: string; role?: Role }, { sheet: { approvals, sponsor } }: Scene) => {
  const { aim } = step;
  const decided = [
    ...(sponsor ? [{ who: sponsor.by, role: sponsor.role }] : []),
    ...approvals.map(({ onBehalfOf, approver, role }) => ({ who: onBehalfOf ?? approver, role })),
  ];
  const one = aim === 'blind' ? undefined : decided[aim % Math.max(1, decided.length)];
  return one ?? { who: step.who, role: step.role ?? 'manager' };
};

const factsAfter = (step: Happening, scene: Scene): Facts => {
  const { facts } = scene;
  switch (step.does) {
    case 'wait':
      return clock(scene, facts.now + step.seconds * 1000);
    case 'wait-for': {
      const moment = momentIn(step.moment, scene);
      return clock(scene, moment === undefined ? undefined : moment + step.off);
    }
    case 'gain':
      return gaining(facts, step.who, step.role);
    case 'lose': {
      const { who, role } = whom(step, scene);
      return losing(facts, who, role);
    }
    case 'leave':
      return leaving(facts, whom(step, scene).who);
    case 'own':
      return { ...facts, owners: [...facts.owners, whom(step, scene).who] };
    case 'disown':
      return { ...facts, owners: [] };
    case 'delegate': {
      const { who, role, to, minutes } = step;
      return who === to ? facts : delegating(facts, who, role, to, iso(facts.now + minutes * MINUTE));
    }
    case 'emergency':
      return {
        ...facts,
        emergency:
          step.is === 'APPROVED'
            ? { status: step.is, ends: facts.now + 60 * MINUTE }
            : { ...facts.emergency, status: step.is },
      };
  }
};

/** The scene after something that happens around the permit. The log has one event more by it. */
export const around = (step: Happening, scene: Scene): Scene => {
  const facts = factsAfter(step, { ...scene, facts: { ...scene.facts, position: scene.facts.position + 1 } });
  if (step.does !== 'lose' && step.does !== 'leave') return { ...scene, facts };
  // A role that is lost is not held without a break any more, even if it comes back at once.
  const still = holdersIn(facts);
  const holders = new Set([...scene.sheet.holders].filter((id) => still.has(id)));
  return { ...scene, facts, sheet: { ...scene.sheet, holders } };
};
