import { meetOfGlobs } from '@guildhall/contracts';

/** What matches every resource there is; a policy alone may say so. */
export const EVERYTHING = '**';

/** Whether some resource matches both globs (2.2a, 3.3). */
export const meets = (a: string, b: string): boolean => meetOfGlobs(a, b) !== undefined;
