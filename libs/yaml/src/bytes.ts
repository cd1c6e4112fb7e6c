const utf8 = new TextDecoder('utf-8', { fatal: true });

const decoded = (bytes: Uint8Array): string | undefined => {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
};

const NEW_LINE = 0x0a;

/** The first line, from 1, that is not UTF-8. No character other than the line feed itself holds its byte. */
const firstBadLine = (bytes: Uint8Array): number => {
  let line = 1;
  let start = 0;
  for (let end = bytes.indexOf(NEW_LINE); end >= 0; end = bytes.indexOf(NEW_LINE, start)) {
    if (decoded(bytes.subarray(start, end)) === undefined) return line;
    line++;
    start = end + 1;
  }
  return line;
};

/** The text of a file, or the first line that is not UTF-8. */
export const textOf = (bytes: Uint8Array): { text: string } | { badLine: number } => {
  const text = decoded(bytes);
  return text === undefined ? { badLine: firstBadLine(bytes) } : { text };
};
