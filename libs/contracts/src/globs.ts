const EVERYTHING = '**';

// Segments of a glob with its kind as the first of them.
const segmentsOf = (glob: string): string[] => {
  const colon = glob.indexOf(':');
  return [glob.slice(0, colon), ...glob.slice(colon + 1).split('/')];
};

const meetOfSegments = (a: string, b: string): string | undefined => {
  if (a === b || b === '*') return a;
  return a === '*' ? b : undefined;
};

// `**` stands for the rest: at least one segment.
const meetOfPaths = ([a, ...restA]: string[], [b, ...restB]: string[]): string[] | undefined => {
  if (a === undefined || b === undefined) return a === b ? [] : undefined;
  if (a === EVERYTHING) return [b, ...restB];
  if (b === EVERYTHING) return [a, ...restA];
  const first = meetOfSegments(a, b);
  const rest = first === undefined ? undefined : meetOfPaths(restA, restB);
  return first === undefined || rest === undefined ? undefined : [first, ...rest];
};

/**
 * The glob (3.3) for exactly the resources that both `a` and `b` match; undefined where there are none. A trailing `**`
 * is at least one segment, `*` exactly one; `**` alone is everything. The answer for a resource itself is whether it
 * matches.
 */
export const meetOfGlobs = (a: string, b: string): string | undefined => {
  if (a === EVERYTHING) return b;
  if (b === EVERYTHING) return a;
  const [kind, ...path] = meetOfPaths(segmentsOf(a), segmentsOf(b)) ?? [];
  return kind === undefined ? undefined : `${kind}:${path.join('/')}`;
};
