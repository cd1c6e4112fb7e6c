import { MAX_INPUT_BYTES } from '@guildhall/contracts';

const MAX_ITEMS = 100;
/** Leaves room for the rest of the command. */
const MAX_BYTES = MAX_INPUT_BYTES - 1024;

const sizeOf = (item: unknown): number => Buffer.byteLength(JSON.stringify(item)) + 1;

/** The items in as few commands as their limits allow; the same items always fall into the same ones. */
export const chunks = <T>(items: readonly T[]): T[][] => {
  const made: T[][] = [];
  let bytes = 0;
  for (const item of items) {
    const current = made.at(-1);
    const size = sizeOf(item);
    if (current && current.length < MAX_ITEMS && bytes + size <= MAX_BYTES) {
      current.push(item);
      bytes += size;
    } else {
      made.push([item]);
      bytes = size;
    }
  }
  return made;
};
