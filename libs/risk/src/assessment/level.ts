import type { Level } from '@guildhall/contracts';
import type { Facts } from '../policy/facts.js';
import { floorsAbove } from '../policy/hard-blocks.js';
import type { HeldFloor } from '../policy/hard-blocks.js';
import type { Policy } from '../policy/policy.js';
import type { Rule } from '../policy/rules.js';
import { phrase } from '../text.js';

/** The level a task needs (2.3), and the floors and caps that held, whether or not they decided it. */
export interface Needed {
  readonly level: Level;
  readonly floors: string[];
  readonly caps: string[];
  /** Floors of code that the policy stayed below. */
  readonly held: readonly HeldFloor[];
  readonly reasons: readonly string[];
}

type Leveled = Pick<Rule, 'id' | 'level'>;

const idsOf = (rules: readonly Leveled[]): string[] => [...new Set(rules.map(({ id }) => id))].sort();

const highest = (start: Level, rules: readonly Leveled[]): Level =>
  rules.reduce((top, { level }) => (level > top ? level : top), start);

const lowest = (start: Level, rules: readonly Leveled[]): Level =>
  rules.reduce((least, { level }) => (level < least ? level : least), start);

const deciding = (kind: string, level: Level, rules: readonly Leveled[]): string => {
  const ids = idsOf(rules.filter((rule) => rule.level === level));
  return `${kind}${ids.length === 1 ? '' : 's'} ${phrase(ids)}`;
};

const explain = (
  band: Level,
  capped: Level,
  level: Level,
  floors: readonly Leveled[],
  caps: readonly Rule[],
): string => {
  if (capped === band && level === band) return `level ${level}: that of the band`;
  const lowered = capped < band ? [`lowered to ${capped} by ${deciding('cap', capped, caps)}`] : [];
  const raised = level > capped ? [`raised to ${level} by ${deciding('floor', level, floors)}`] : [];
  return `level ${level}: that of the band, ${band}, is ${phrase([...lowered, ...raised])}`;
};

const heldReason = ({ id, why }: HeldFloor): string => `floor ${id}: ${why}, whatever the policy says`;

/** `max(floors, min(band, caps))`, and never below what HB1 and HB2 leave (2.5). */
export const levelOf = (facts: Facts, band: Level, policy: Policy): Needed => {
  const caps = policy.caps.filter(({ holds }) => holds(facts));
  const own = policy.floors.filter(({ holds }) => holds(facts));
  const capped = lowest(band, caps);
  const held = floorsAbove(highest(capped, own), facts);
  const floors = [...own, ...held];
  const level = highest(capped, floors);
  return {
    level,
    floors: idsOf(floors),
    caps: idsOf(caps),
    held,
    reasons: [
      ...own.map(({ reason }) => reason),
      ...held.map(heldReason),
      ...caps.map(({ reason }) => reason),
      explain(band, capped, level, floors, caps),
    ],
  };
};
