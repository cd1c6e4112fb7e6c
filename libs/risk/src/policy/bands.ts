import { RISKS } from '@guildhall/contracts';
import type { Band } from '@guildhall/contracts';
import { under } from './report.js';
import type { Report } from './report.js';

/** The highest score there is; more points than that count as this many (2.2). */
export const MAX_SCORE = 50;

const checkNext = (before: Band, band: Band, at: string, report: Report): void => {
  if (band.upTo <= before.upTo)
    report(under(at, 'upTo'), `must be above ${before.upTo}, where the band before ends`);
  if (band.level < before.level)
    report(under(at, 'level'), `must be at least ${before.level}: a higher score cannot need less`);
  if (RISKS.indexOf(band.risk) < RISKS.indexOf(before.risk))
    report(under(at, 'risk'), `must be at least ${before.risk}: a higher score cannot be less of a risk`);
};

/** Reports bands that do not ascend, or do not cover 0 to 50. */
export const checkBands = (bands: readonly Band[], report: Report): void => {
  bands.forEach((band, index) => {
    const before = bands[index - 1];
    if (before) checkNext(before, band, under('/bands', index), report);
  });
  if (bands.at(-1)?.upTo !== MAX_SCORE) report('/bands', `must end at ${MAX_SCORE}, the highest score`);
};

// Above the bands of a policy that does not cover all scores, which no file may do.
const ABOVE: Band = { upTo: MAX_SCORE, level: 4, risk: 'critical' };

/** The band of a score, and its lowest score. */
export const bandOf = (bands: readonly Band[], score: number): { band: Band; from: number } => {
  let from = 0;
  for (const band of bands) {
    if (score <= band.upTo) return { band, from };
    from = band.upTo + 1;
  }
  return { band: ABOVE, from };
};
