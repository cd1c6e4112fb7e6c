import { open } from 'node:fs/promises';

/** What a log holds behind its former `end`; all of it where it is shorter, which means that it was cut since. */
export const logSince = async (file: string, end: number): Promise<string> => {
  const log = await open(file, 'r');
  try {
    const { size } = await log.stat();
    const start = size < end ? 0 : end;
    const bytes = Buffer.alloc(size - start);
    const { bytesRead } = await log.read(bytes, 0, bytes.length, start);
    return bytes.toString('utf8', 0, bytesRead);
  } finally {
    await log.close();
  }
};
