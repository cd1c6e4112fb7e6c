import type { Task } from '@guildhall/contracts';
import { NONE, labelName } from '../policy/fields.js';
import { questionsOf } from '../policy/formula.js';
import { EVERYTHING } from '../policy/meets.js';
import type { Policy } from '../policy/policy.js';

/** Something that only some tasks have, because a policy names it. */
export interface Variant extends Pick<Task, 'labels' | 'capability' | 'workerId' | 'incident'> {
  /** In words; empty for a task that has nothing of the kind. */
  readonly said: string;
  readonly resource: string;
}

// Entries for everything alone can know it.
const SOME_RESOURCE = 'any:resource';
const PLAIN: Variant = { said: '', resource: SOME_RESOURCE };

const variant = (field: string, value: string): Variant[] => {
  const said = `${field} ${value}`;
  const label = labelName(field);
  if (label !== undefined) return [{ ...PLAIN, said, labels: { [label]: value } }];
  switch (field) {
    case 'capability':
    case 'workerId':
    case 'incident':
      return [{ ...PLAIN, said, [field]: value }];
    default:
      return [];
  }
};

type Named = readonly [field: string, value: string];

const namedBy = ({ floors, caps, paths, labels }: Policy): Named[] => [
  ...[...floors, ...caps, ...paths.emergencies]
    .flatMap(({ when }) => questionsOf(when))
    .flatMap(({ field, values }) =>
      // A condition on what is there at all names no value.
      values.map((value): Named => [field, value === NONE ? 'some' : String(value)]),
    ),
  ...labels.flatMap(({ name, values }) => values.map((value): Named => [`labels.${name}`, value])),
];

/**
 * What the policies name beyond the fields that all tasks have: first nothing of it, then each value of a label, a
 * capability, a worker or an incident, and each resource, one at a time.
 */
export const variantsOf = (policies: readonly Policy[]): readonly Variant[] => {
  const named = policies
    .flatMap(namedBy)
    .filter(([, value]) => value !== NONE)
    .flatMap(([field, value]) => variant(field, value));
  const resources = policies
    .flatMap(({ document }) => document.resources)
    .filter(({ match }) => match !== EVERYTHING)
    .map(({ match }): Variant => ({ said: match, resource: match }));
  return [
    ...new Map([PLAIN, ...named, ...resources].map((each): [string, Variant] => [each.said, each])).values(),
  ];
};
