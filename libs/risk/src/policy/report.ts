import { pointerToken } from '@guildhall/contracts';

/** Notes one thing that is wrong with a policy; `pointer` is a JSON pointer into it. */
export type Report = (pointer: string, message: string) => void;

/** `pointer` to the member `key` of what `parent` points to. */
export const under = (parent: string, key: string | number): string =>
  `${parent}/${pointerToken(String(key))}`;
