import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as delay } from 'node:timers/promises';

const EVERY_MS = 200;

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

const readFrom = (path: string, from: number, length: number): Buffer => {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(file, bytes, 0, length, from));
  } finally {
    closeSync(file);
  }
};

/** Calls `line` with each line that is added to the file from now on, until `signal` is aborted. */
export const followLog = async (
  path: string,
  line: (text: string) => void,
  signal: AbortSignal,
): Promise<void> => {
  const decoder = new StringDecoder();
  let at = sizeOf(path);
  let begun = '';
  while (!signal.aborted) {
    const size = sizeOf(path);
    // A shorter file is a new one: the old was moved aside.
    if (size < at) at = 0;
    if (size > at) {
      const bytes = readFrom(path, at, size - at);
      at += bytes.length;
      const lines = (begun + decoder.write(bytes)).split('\n');
      begun = lines.pop() ?? '';
      lines.forEach(line);
    }
    await delay(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
};
