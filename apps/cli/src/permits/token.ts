import type { TokenAnswer } from '@guildhall/contracts';
import { replaceFile } from '../files.js';
import type { Style } from '../render/style.js';
import { clockTime } from '../render/time.js';

/** Saves a token, for nobody but its owner, where a file is named and there is one. */
export const saveToken = ({ token }: TokenAnswer, file: string | undefined): void => {
  if (file !== undefined && token !== undefined) replaceFile(file, token);
};

/** Until when the token is good and where it is; undefined where there is none. */
export const tokenText = (
  { token, tokenExpiresAt }: TokenAnswer,
  file: string | undefined,
  { colour }: Style,
): string | undefined => {
  if (token === undefined || tokenExpiresAt === undefined) return undefined;
  const where = file === undefined ? '--token-file FILE saves the next one' : `in ${file}`;
  return colour.dim(`  Its token is good until ${clockTime(tokenExpiresAt)}: ${where}`);
};
