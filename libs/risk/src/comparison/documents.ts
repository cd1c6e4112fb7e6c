import { pointerToken } from '@guildhall/contracts';
import type { PolicyDocument } from '@guildhall/contracts';
import { same } from './same.js';

/** A place where two policies say something else; undefined where one says nothing. */
export interface Difference {
  /** JSON pointer into `after`, or into `before` for what is gone. */
  readonly pointer: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

interface Item {
  readonly index: number;
  readonly value: object;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isListOfObjects = (value: unknown): value is readonly object[] =>
  Array.isArray(value) && value.every(isObject);

// What tells the entries of a list apart; bands have nothing but their order.
const NAMES = ['id', 'match', 'path', 'level', 'stage'];

const nameOf = (entry: object): string => {
  const name = NAMES.find((key) => Object.hasOwn(entry, key));
  return name === undefined ? '' : `${name} ${String(Reflect.get(entry, name))}`;
};

const withPosition = (list: readonly object[]): Item[] => list.map((value, index) => ({ index, value }));

/** Takes out of `others` the first entry that `fits`. */
const take = (others: Item[], fits: (other: Item) => boolean): Item | undefined => {
  const at = others.findIndex(fits);
  return at < 0 ? undefined : others.splice(at, 1)[0];
};

// Entries that are the same on both sides are none of a difference, wherever they stand; others are paired by name.
const listDifferences = (before: readonly object[], after: readonly object[], at: string): Difference[] => {
  const gone = withPosition(before);
  const come = withPosition(after).filter(({ value }) => !take(gone, (other) => same(other.value, value)));
  const met = come.flatMap(({ index, value }) => {
    const other = take(gone, (each) => nameOf(each.value) === nameOf(value));
    const pointer = `${at}/${index}`;
    return other ? differences(other.value, value, pointer) : [{ pointer, after: value }];
  });
  const found = [...met, ...gone.map(({ index, value }) => ({ pointer: `${at}/${index}`, before: value }))];
  // The same entries in another order: of stages that matters.
  return found.length > 0 ? found : [{ pointer: at, before, after }];
};

const objectDifferences = (before: object, after: object, at: string): Difference[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
    differences(
      Object.hasOwn(before, key) ? Reflect.get(before, key) : undefined,
      Object.hasOwn(after, key) ? Reflect.get(after, key) : undefined,
      `${at}/${pointerToken(key)}`,
    ),
  );

const differences = (before: unknown, after: unknown, pointer: string): Difference[] => {
  if (same(before, after)) return [];
  if (isListOfObjects(before) && isListOfObjects(after)) return listDifferences(before, after, pointer);
  if (isObject(before) && isObject(after) && !Array.isArray(before) && !Array.isArray(after))
    return objectDifferences(before, after, pointer);
  return [
    {
      pointer,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    },
  ];
};

/** Where two policies say something else, key by key; entries of lists are paired by what they are about, not by place. */
export const documentDifferences = (before: PolicyDocument, after: PolicyDocument): Difference[] =>
  differences(before, after, '');
