import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../environment.js';
import type { Figure } from '../figures.js';
import { inRepository } from '../repository.js';
import { markdownOf } from './markdown.js';

/** Writes `results/<time>.json` and `results/latest.md`; resolves to the former's path. */
export const writeResults = (
  environment: Environment,
  figures: readonly Figure[],
  args: string[],
): string => {
  const date = new Date().toISOString();
  const folder = inRepository('bench/results');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${date.slice(0, 19).replaceAll(':', '')}Z.json`);
  writeFileSync(path, `${JSON.stringify({ date, args, environment, figures }, undefined, 2)}\n`);
  writeFileSync(join(folder, 'latest.md'), markdownOf(date, environment, figures));
  return path;
};
