import type { Role } from '@guildhall/contracts';
import { openStages } from './counting.js';
import type { Scene } from './scene.js';
import type { Aim } from './step.js';

// Who is fit for what at the moment.

export const pick = <T>(aim: Aim, among: readonly T[]): T | undefined =>
  aim === 'blind' ? undefined : among[aim % Math.max(1, among.length)];

export const holdersOf = ({ facts: { people } }: Scene, ...roles: Role[]): string[] =>
  [...people.entries()]
    .filter(([, person]) => roles.some((role) => person.roles[role] !== undefined))
    .map(([id]) => id);

interface Hand {
  who: string;
  role: Role;
  onBehalfOf?: string;
}

const isSpent = ({ sheet, facts }: Scene, id: string): boolean =>
  [...sheet.terms.mayNotApprove, ...facts.owners].includes(id) ||
  sheet.approvals.some(({ approver, onBehalfOf }) => approver === id || onBehalfOf === id);

/** Who could approve now, themselves or in somebody's stead; the eager do not look whose turn it is, nor for how long. */
export const hands = (scene: Scene, isEager = false): Hand[] => {
  const { sheet, facts } = scene;
  const stages = isEager ? sheet.terms.plan : openStages(sheet, sheet.approvals);
  const roles = stages.flatMap((stage) => Object.keys(stage.roles) as Role[]);
  return [...facts.people].flatMap(([id, { delegations }]): Hand[] => {
    const own = roles.filter((role) => sheet.holders.has(`${id} ${role}`) && !isSpent(scene, id));
    const lent = delegations.filter(
      ({ role, to, until }) =>
        own.includes(role) && !isSpent(scene, to) && (isEager || Date.parse(until) > facts.now),
    );
    return [
      ...own.map((role) => ({ who: id, role })),
      ...lent.map(({ role, to }) => ({ who: to, role, onBehalfOf: id })),
    ];
  });
};

export const confirmers = (scene: Scene): string[] => {
  const { sheet, facts } = scene;
  if (sheet.terms.request.environment !== 'production') return [sheet.terms.requestedBy];
  const barred = [...sheet.terms.mayNotApprove, ...facts.owners];
  return [...facts.people.keys()].filter((id) => !barred.includes(id));
};
