import type { VectorResult } from '../offline/vectors.js';
import type { Style } from './style.js';

const failure = ({ file, mismatches }: VectorResult, { colour }: Style): string =>
  [
    `${colour.red('✗')} ${file}`,
    ...mismatches.map(({ pointer, message }) => `    ${colour.cyan(pointer)}  ${message}`),
  ].join('\n');

/** The vectors that failed, and how many passed. */
export const renderVectors = (results: VectorResult[], style: Style): string => {
  const failed = results.filter(({ mismatches }) => mismatches.length > 0);
  const passed = results.length - failed.length;
  const mark = failed.length === 0 ? style.colour.green('✓') : style.colour.red('✗');
  return [
    ...failed.map((result) => failure(result, style)),
    `${mark} ${passed} of ${results.length} vectors pass`,
  ].join('\n');
};
