/** `instant` moved by `ms` milliseconds, as RFC 3339 in UTC with milliseconds. Throws on what is no instant. */
export const shift = (instant: string, ms: number): string =>
  new Date(Date.parse(instant) + ms).toISOString();
