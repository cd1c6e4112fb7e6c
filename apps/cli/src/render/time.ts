const two = (number: number): string => String(number).padStart(2, '0');
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `14:03:22.113` in local time. */
export const clockTime = (time: string): string => {
  const at = new Date(time);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, '0')}`;
};

/** `14:03:22.113` in local time, with the day before it where that is not today's: `20 Nov 14:03:22.113`. */
export const logTime = (time: string, now: Date): string => {
  const at = new Date(time);
  return at.toDateString() === now.toDateString()
    ? clockTime(time)
    : `${at.getDate()} ${MONTHS[at.getMonth()] ?? ''} ${clockTime(time)}`;
};

/** Local and as short as it can be understood on `now`: `14:03`, `21 Nov 14:03`, `21 Nov 2026 14:03`. */
export const shortTime = (time: string, now: Date): string => {
  const at = new Date(time);
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}`;
  if (at.toDateString() === now.toDateString()) return clock;
  const day = `${at.getDate()} ${MONTHS[at.getMonth()] ?? ''}`;
  return at.getFullYear() === now.getFullYear() ? `${day} ${clock}` : `${day} ${at.getFullYear()} ${clock}`;
};

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** The two largest units of a time span: `2 d 3 h`, `47 min`, `12 s`. */
export const span = (ms: number): string => {
  const first = UNITS.findIndex(([, size]) => ms >= size);
  if (first === -1) return '0 s';
  let rest = ms;
  const parts = UNITS.slice(first, first + 2).map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return { text: `${count} ${unit}`, count };
  });
  return parts
    .filter(({ count }) => count > 0)
    .map(({ text }) => text)
    .join(' ');
};

/** `in 2 d 3 h`, or `5 min ago`. */
export const fromNow = (time: string, now: Date): string => {
  const ms = Date.parse(time) - now.getTime();
  return ms >= 0 ? `in ${span(ms)}` : `${span(-ms)} ago`;
};

/** How long something took: `8 ms`, `1.2 s`, `1 min 5 s`. */
export const took = (ms: number): string => {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : span(ms);
};

const DURATION = /^P(?:(\d+)Y)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/;

/** An ISO 8601 duration in words: `2 d`, `1 y`, `4 h`. */
export const durationText = (duration: string): string => {
  const [, ...counts] = DURATION.exec(duration) ?? [];
  const parts = ['y', 'd', 'h', 'min', 's'].flatMap((unit, at) =>
    counts[at] ? [`${counts[at]} ${unit}`] : [],
  );
  return parts.join(' ') || duration;
};
