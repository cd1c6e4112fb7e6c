import { mkdirSync } from 'node:fs';
import type { Bench } from './bench.js';
import { environmentOf } from './environment.js';
import { isMet } from './figures.js';
import type { Figure } from './figures.js';
import { filledHome } from './log/filled.js';
import { measureAssessment } from './measures/assessment.js';
import { measureDiff } from './measures/diff.js';
import { measureOverlaps } from './measures/overlaps.js';
import { measurePaths } from './measures/paths.js';
import { measureProjection } from './measures/projection.js';
import { measureReads } from './measures/reads.js';
import { measureRestart } from './measures/restart.js';
import { measureRevocation } from './measures/revocation.js';
import { measureWrites } from './measures/writes.js';
import { readOptions } from './options.js';
import { tableOf } from './report/table.js';
import { writeResults } from './report/write.js';

const args = process.argv.slice(2);
const options = readOptions(args);
mkdirSync(options.work, { recursive: true, mode: 0o755 });
// Servers of this run keep their data in temporary folders, which have to be on the disk that is measured.
process.env['TMPDIR'] = options.work;

const began = performance.now();
const figures: Figure[] = [];
const bench: Bench = {
  options,
  raw: { oneMs: Number.NaN, onePerSecond: Number.NaN, pipelinedPerSecond: Number.NaN },
  add: (figure) => figures.push(figure),
  say: (text) => {
    console.error(`${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s  ${text}`);
  },
};

const environment = await environmentOf(options.work);
// Always first: everything else is held against it.
await measureWrites(bench);
if (options.parts.includes('assessment')) await measureAssessment(bench);
if (options.parts.includes('overlaps')) measureOverlaps(bench);
if (options.parts.includes('paths')) await measurePaths(bench);
if (options.parts.includes('revocation')) await measureRevocation(bench);
if (options.parts.includes('diff')) await measureDiff(bench);
if (options.parts.includes('logs')) {
  for (const events of options.events) {
    const filled = await filledHome(options.work, events, bench.say);
    await measureReads(bench, filled);
    await measureProjection(bench, filled);
    await measureRestart(bench, filled);
  }
}
const path = writeResults(environment, figures, args);
console.log(tableOf(figures));
const missed = figures.filter((figure) => isMet(figure) === false).length;
console.log(`\n${missed === 0 ? 'All targets met' : `${missed} targets missed`}. Written to ${path}`);
process.exit(0);
