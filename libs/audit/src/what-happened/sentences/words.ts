import type { Stage, Window } from '@guildhall/contracts';

/** `a, b and c`. */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;

/** `no errors`, `1 error`, `3 errors`. */
export const counted = (count: number, noun: string): string =>
  `${count === 0 ? 'no' : count} ${noun}${count === 1 ? '' : 's'}`;

/** The first of many words, and how many more there are. */
export const firstOf = (words: readonly string[], shown: number, more = 0): string => {
  const hidden = Math.max(words.length - shown, 0) + more;
  return listed([...words.slice(0, shown), ...(hidden > 0 ? [`${hidden} more`] : [])]);
};

/** `2026-03-01 12:30 UTC`. */
export const moment = (time: string): string => `${time.slice(0, 16).replace('T', ' ')} UTC`;

/** `from 2026-03-01 12:30 to 13:30 UTC`; with both days where they differ. */
export const span = ({ notBefore, notAfter }: Window): string => {
  const [from, until] = [moment(notBefore), moment(notAfter)];
  const sameDay = from.slice(0, 10) === until.slice(0, 10);
  return `from ${from.slice(0, 16)} to ${sameDay ? until.slice(11) : until}`;
};

/** A text without its full stop, for the sentence around it to end. */
export const unended = (text: string): string => text.trim().replace(/\.$/, '');

/** `: "what was said"`, or nothing. */
export const saying = (text: string | undefined): string =>
  text === undefined ? '' : `: "${unended(text)}"`;

const roleWords = ({ roles }: Stage): string =>
  listed(Object.entries(roles).map(([role, needed]) => (needed === 1 ? role : `${needed} of ${role}`)));

/** `security-lead and architect, then vp, cto, ciso and cab`; empty where nobody has to agree. */
export const planWords = (plan: readonly Stage[]): string => plan.map(roleWords).join(', then ');
