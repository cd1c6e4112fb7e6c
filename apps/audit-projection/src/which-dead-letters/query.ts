import { aboutDeadLetter } from '@guildhall/contracts';
import type { DeadLetter, DeadLetterItem, DeadLetterPage, QueryPayload } from '@guildhall/contracts';
import type { DeadLetters, FiledLetter } from '@guildhall/event-store';
import { decodeCursor, encodeCursor, isPositionKey } from '../asking/cursor.js';
import { DEFAULT_LIMIT, cut } from '../asking/pages.js';
import type { Answered } from '../asking/question.js';
import type { IsSettled } from './settled.js';

/** How many are looked at in one go: most of them may be settled. */
const CHUNK = 100;
/** How often in one answer; where that is not enough, the page is short and the next one goes on. */
const CHUNKS = 10;

const itemOf = ({ letter }: FiledLetter): DeadLetterItem => {
  const { service, id, durable, subject, reason, attempts, at } = letter;
  const about = aboutDeadLetter(letter);
  return { service, id, durable, subject, ...(about === undefined ? {} : { about }), reason, attempts, at };
};

/** Finds out which of some letters are settled, as the caller may; and at which position of the log. */
export type AskWhichAreSettled = (letters: readonly DeadLetter[]) => Promise<Answered<IsSettled>>;

/** Without those that were filed again later, as the same message is where it is given up twice. */
const latest = async (letters: DeadLetters, filed: readonly FiledLetter[]): Promise<FiledLetter[]> => {
  const last = await Promise.all(filed.map(({ letter: { service, id } }) => letters.find(service, id)));
  return filed.filter(({ letter }, index) => last[index]?.at === letter.at);
};

interface Collected {
  open: FiledLetter[];
  /** The last place that was looked at; undefined where there is nothing behind it. */
  seen: number | undefined;
}

/** The letters that are not settled, from `before` on, of which `wanted` are enough. */
const collect = async (
  letters: DeadLetters,
  ask: AskWhichAreSettled,
  before: number | undefined,
  wanted: number,
): Promise<Answered<Collected>> => {
  // About none: the right to ask comes before any work.
  const allowed = await ask([]);
  if ('refusal' in allowed) return allowed;
  let { position } = allowed;
  const open: FiledLetter[] = [];
  let seen = before;
  for (let chunk = 1; chunk <= CHUNKS && open.length < wanted; chunk++) {
    const some = await letters.before(seen, CHUNK);
    seen = some.at(-1)?.place;
    if (seen === undefined) break;
    const answer = await ask(some.map(({ letter }) => letter));
    if ('refusal' in answer) return answer;
    open.push(
      ...(await latest(
        letters,
        some.filter(({ letter }) => !answer.result(letter)),
      )),
    );
    position = answer.position;
  }
  return { result: { open, seen }, position };
};

/**
 * Which dead letters are there? What is dead comes from the stream of dead letters, as it is when it is asked for;
 * whether something was done about it, from the log. Newest first.
 */
export const whichDeadLetters = async (
  letters: DeadLetters,
  payload: QueryPayload<'dead-letter.list'>,
  ask: AskWhichAreSettled,
): Promise<Answered<DeadLetterPage>> => {
  const start = decodeCursor(payload.cursor, isPositionKey);
  if ('refusal' in start) return start;
  const limit = payload.limit ?? DEFAULT_LIMIT;
  const collected = await collect(letters, ask, start.key?.[0], limit + 1);
  if ('refusal' in collected) return collected;
  const { open, seen } = collected.result;
  const { items, last } = cut(open, limit, itemOf);
  const next = last?.place ?? seen;
  return {
    result: {
      letters: items,
      ...(next === undefined ? {} : { next: encodeCursor([next]) }),
    },
    position: collected.position,
  };
};
