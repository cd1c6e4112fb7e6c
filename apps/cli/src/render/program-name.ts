import type { Style } from './style.js';

const NPM_VARIABLES = ['npm_command', 'npm_execpath', 'npm_lifecycle_event'];

/** How this program is called again: through `npx` where npm started it, since nothing else puts it on the path. */
export const programName = (env: Readonly<Record<string, string | undefined>>): string =>
  NPM_VARIABLES.some((name) => Boolean(env[name])) ? 'npx guildhall' : 'guildhall';

/** The text with its commands, `guildhall ...` in backquotes, as they are to be typed here. */
export const asTyped = (text: string, { program }: Pick<Style, 'program'>): string =>
  text.replaceAll('`guildhall ', `\`${program} `);
