/** RFC 3339 date and time in UTC. Says nothing about whether there is such a day. */
export const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/;

/** ISO 8601 duration of whole years, days, hours, minutes and seconds. Groups 1, 2 and 4 to 6 are these, each with its letter. */
export const DURATION = /^P(?=.)(\d+Y)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/;

/** The name of a label of a task. */
export const LABEL_NAME = /^[A-Za-z0-9_.-]{1,64}$/;
