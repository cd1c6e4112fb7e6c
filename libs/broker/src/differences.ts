type Settings = Readonly<Record<string, unknown>>;

/** What the server adds by itself and what says nothing about safety. */
const IGNORED: ReadonlySet<string> = new Set(['metadata', 'description', 'placement']);

const isObject = (value: unknown): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

// Servers leave out or fill in what is off: absent, false, 0, -1 (unlimited), 'none' and {} say the same.
const isOff = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === false ||
  value === 0 ||
  value === -1 ||
  value === 'none' ||
  (isObject(value) && Object.values(value).every(isOff));

const same = (a: unknown, b: unknown): boolean => {
  if (isOff(a) && isOff(b)) return true;
  if (isObject(a) && isObject(b)) return namesOf(a, b).every((name) => same(a[name], b[name]));
  return JSON.stringify(a) === JSON.stringify(b);
};

const namesOf = (a: Settings, b: Settings): string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => !IGNORED.has(name));

/**
 * Settings in which `actual` differs from `wanted`, one line each. A setting that is wanted nowhere but switched on
 * counts too: it might let somebody erase.
 */
export const differences = (wanted: object, actual: object): string[] => {
  const [want, have] = [{ ...wanted } as Settings, { ...actual } as Settings];
  return namesOf(want, have)
    .filter((name) => !same(want[name], have[name]))
    .map((name) => `${name} is ${JSON.stringify(have[name])}, not ${JSON.stringify(want[name])}`);
};
