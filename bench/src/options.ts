import { fileURLToPath } from 'node:url';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const PARTS = ['writes', 'assessment', 'overlaps', 'paths', 'revocation', 'diff', 'logs'] as const;
export type Part = (typeof PARTS)[number];

export interface Options {
  /** Small sizes: done in less than two minutes, good for finding out that something is ten times slower. */
  quick: boolean;
  /** Sizes of the logs that are read, folded and started on. */
  events: number[];
  parts: readonly Part[];
  /** Where servers keep their data and filled logs are kept for the next run. */
  work: string;
  /** Where profiles of the services under load are written; none are made without it. */
  profiles?: string;
}

const FULL = [10_000, 100_000, 1_000_000];
const QUICK = [10_000];

const DEFAULT_WORK = fileURLToPath(new URL('../../.cache/bench', import.meta.url));

const sizesOf = (text: string): number[] => {
  const sizes = text.split(',').map(Number);
  if (sizes.some((size) => !Number.isSafeInteger(size) || size < 1000))
    throw new Error(`--events: ${text} is not a list of whole numbers from 1000 up`);
  return sizes.sort((a, b) => a - b);
};

const partsOf = (text: string): Part[] =>
  text.split(',').map((name) => {
    const part = PARTS.find((known) => known === name);
    if (!part) throw new Error(`--only: ${name} is not one of ${PARTS.join(', ')}`);
    return part;
  });

/** The options of the command line. Throws where one is unknown or malformed. */
export const readOptions = (args: string[]): Options => {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      events: { type: 'string' },
      only: { type: 'string' },
      work: { type: 'string', default: DEFAULT_WORK },
      profile: { type: 'boolean', default: false },
    },
  });
  const work = resolve(values.work);
  return {
    quick: values.quick,
    events: values.events === undefined ? (values.quick ? QUICK : FULL) : sizesOf(values.events),
    parts: values.only === undefined ? PARTS : partsOf(values.only),
    work,
    ...(values.profile ? { profiles: join(work, 'profiles') } : {}),
  };
};
