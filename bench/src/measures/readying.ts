import type { Bench } from '../bench.js';
import type { Target } from '../figures.js';
import { defaultText, documentOf, policyOf, withResources } from '../policy.js';
import type { ReadyRival } from './engines.js';
import { takeTurns } from './turns.js';
import type { Work } from './turns.js';

const GROUP = 'Making a policy ready to decide with';

const SIZES = { quick: { rounds: 2, calls: 1 }, full: { rounds: 10, calls: 1 } };

interface Readying extends Work {
  target?: Target;
  note?: string;
  isRival?: boolean;
}

const ownOf = (text: string): Readying[] => {
  const document = documentOf(text);
  const large = withResources(document);
  return [
    {
      name: 'the default policy, from its text',
      once: () => policyOf(documentOf(text)),
      note: 'YAML, schema, digest, then as below',
    },
    {
      name: 'the default policy, checked and compiled',
      once: () => policyOf(document),
      target: { of: 'value', atMost: 1000 },
    },
    { name: 'the same with 1,000 resources', once: () => policyOf(large) },
  ];
};

const rivalOf = ({ name, engine: { load, loading } }: ReadyRival): Readying => ({
  name: `${name}, the rules for the level`,
  once: load,
  note: loading,
  isRival: true,
});

/** How long it takes to have a policy to decide with, from its text or from what is sent to where it decides. */
export const measureReadying = ({ add, options }: Bench, rivals: readonly ReadyRival[]): void => {
  const took = takeTurns(
    [...ownOf(defaultText()), ...rivals.map(rivalOf)],
    SIZES[options.quick ? 'quick' : 'full'],
  );
  const fromText = took[0]?.meanMs ?? Number.NaN;
  for (const { work, meanMs } of took)
    add({
      group: GROUP,
      name: work.name,
      value: meanMs,
      unit: 'ms',
      ...(work.isRival ? { guildhall: meanMs / fromText } : {}),
      ...(work.target ? { target: work.target } : {}),
      ...(work.note === undefined ? {} : { note: work.note }),
    });
};
