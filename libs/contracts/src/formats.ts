/** RFC 3339 date and time in UTC. Says nothing about whether there is such a day. */
export const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/;

const SECONDS = '2026-11-21T10:00:00'.length;

/** Whether `text` is an INSTANT that clocks come to: `Date` takes 30 February for 2 March, and knows no leap seconds. */
export const isInstant = (text: string): boolean => {
  const date = new Date(INSTANT.test(text) ? text : NaN);
  return !isNaN(date.getTime()) && date.toISOString().slice(0, SECONDS) === text.slice(0, SECONDS);
};

/** ISO 8601 duration of whole years, days, hours, minutes and seconds. Groups 1, 2 and 4 to 6 are these, each with its letter. */
export const DURATION = /^P(?=.)(\d+Y)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/;

/** The name of a label of a task. */
export const LABEL_NAME = /^[A-Za-z0-9_.-]{1,64}$/;
