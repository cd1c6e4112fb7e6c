/** The first `max` characters of `text`: code points, as a schema counts them, so that none is cut in half. */
export const cut = (text: string, max: number): string =>
  text.length <= max ? text : Array.from(text).slice(0, max).join('');
