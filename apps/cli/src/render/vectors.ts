import { passes } from '../offline/vectors.js';
import type { VectorResult } from '../offline/vectors.js';
import { renderDetails } from './refusal.js';
import type { Style } from './style.js';

const failure = ({ file, broken, mismatches }: VectorResult, style: Style): string[] => [
  `${style.colour.red('✗')} ${[file, broken].filter(Boolean).join('  ')}`,
  ...renderDetails(mismatches, style).map((line) => `  ${line}`),
];

/** The vectors that failed; where there are none, how many passed. */
export const renderVectors = (results: readonly VectorResult[], style: Style): string[] => {
  const failed = results.filter((result) => !passes(result));
  return failed.length === 0
    ? [`${style.colour.green('✓')} ${results.length} of ${results.length} vectors pass`]
    : failed.flatMap((result) => failure(result, style));
};
