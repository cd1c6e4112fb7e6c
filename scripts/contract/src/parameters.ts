import { ALERT_KINDS } from '@guildhall/contracts';

const AN_ID = '1-64 of A-Z a-z 0-9 _ -';

/** Tokens of subjects, by their names in addresses. */
const PARAMETERS = {
  master: { description: `The master that asks (${AN_ID}): the broker lets nobody else publish there.` },
  caller: { description: `Whoever asks (${AN_ID}): the broker lets nobody else publish there.` },
  id: { description: `The entity (${AN_ID}), such as the task of a permit.` },
  version: { description: 'Counts the events of the entity from 1, without gaps, in decimal.' },
  kind: {
    description: 'What kind of alert; later versions add to these examples.',
    examples: [...ALERT_KINDS],
  },
} as const;

export type Parameter = keyof typeof PARAMETERS;

/** The parameters of AsyncAPI's components. */
export const parameters: Readonly<Record<string, object>> = PARAMETERS;

/** Those of one channel. */
export const parametersOf = (...names: Parameter[]): Record<string, object> =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/parameters/${name}` }]));
