import type { Command } from 'commander';
import { wholeNumber } from './arguments.js';

/** Which page of a list. */
export interface PageOptions {
  limit?: number;
  cursor?: string;
}

/** A command that lists, with the options that say which page. */
export const paged = (command: Command): Command =>
  command
    .option('--limit <number>', 'how many at most', wholeNumber)
    .option('--cursor <text>', 'where the page before ended');
