const REST = '**';
const ANY = '*';

/**
 * Values under globs, by their segments, the kind as the first of them; `*` and `**` are segments like any other. Plain
 * data, changed in place by its owner: copying a node that a hundred thousand globs go through would cost more than all
 * the rest.
 */
export interface Trie<V> {
  /** By their ids, those whose glob ends here. */
  values?: Map<string, V>;
  children?: Map<string, Trie<V>>;
}

const segmentsOf = (glob: string): string[] => {
  const colon = glob.indexOf(':');
  return colon < 0 ? [glob] : [glob.slice(0, colon), ...glob.slice(colon + 1).split('/')];
};

const childOf = <V>(trie: Trie<V>, segment: string): Trie<V> => {
  const children = (trie.children ??= new Map<string, Trie<V>>());
  const known = children.get(segment);
  if (known) return known;
  const made: Trie<V> = {};
  children.set(segment, made);
  return made;
};

/** Puts the value of `id` under the glob. */
export const insert = <V>(trie: Trie<V>, glob: string, id: string, value: V): void => {
  const end = segmentsOf(glob).reduce<Trie<V>>(childOf, trie);
  (end.values ??= new Map<string, V>()).set(id, value);
};

const isEmpty = ({ values, children }: Trie<unknown>): boolean => !values?.size && !children?.size;

const removeAlong = (trie: Trie<unknown>, [segment, ...rest]: string[], id: string): void => {
  if (segment === undefined) {
    trie.values?.delete(id);
    return;
  }
  const child = trie.children?.get(segment);
  if (!child) return;
  removeAlong(child, rest, id);
  if (isEmpty(child)) trie.children?.delete(segment);
};

/** Takes the value of `id` from the glob, and what only it needed. */
export const remove = (trie: Trie<unknown>, glob: string, id: string): void => {
  removeAlong(trie, segmentsOf(glob), id);
};

type Found<V> = (value: V) => void;

const all = <V>({ values, children }: Trie<V>, found: Found<V>): void => {
  values?.forEach(found);
  children?.forEach((child) => {
    all(child, found);
  });
};

const below = <V>({ children }: Trie<V>, found: Found<V>): void => {
  children?.forEach((child) => {
    all(child, found);
  });
};

/** Calls `each` with the children whose segment can be the same as `segment`, which is not `**`. */
const partners = <V>(
  segment: string,
  children: ReadonlyMap<string, Trie<V>>,
  each: (child: Trie<V>) => void,
): void => {
  if (segment === ANY) {
    children.forEach((child, other) => {
      if (other !== REST) each(child);
    });
    return;
  }
  for (const other of [segment, ANY]) {
    const child = children.get(other);
    if (child) each(child);
  }
};

// From the side with fewer children: neither a scope with many globs nor a node with many permits is gone through for
// nothing.
const pairs = <A, B>(
  a: ReadonlyMap<string, Trie<A>>,
  b: ReadonlyMap<string, Trie<B>>,
  each: (a: Trie<A>, b: Trie<B>) => void,
): void => {
  if (a.size > b.size) {
    pairs(b, a, (ofB, ofA) => {
      each(ofA, ofB);
    });
    return;
  }
  a.forEach((child, segment) => {
    if (segment === REST) return;
    partners(segment, b, (partner) => {
      each(child, partner);
    });
  });
};

/**
 * Tells every value of `trie` that is under a glob which has a resource in common with one of `asked` (contracts'
 * `meetOfGlobs`); some more than once.
 */
export const meeting = <V>(trie: Trie<V>, asked: Trie<unknown>, found: Found<V>): void => {
  if (asked.values) trie.values?.forEach(found);
  if (!trie.children || !asked.children) return;
  if (asked.children.has(REST)) {
    below(trie, found);
    return;
  }
  trie.children.get(REST)?.values?.forEach(found);
  pairs(trie.children, asked.children, (child, askedChild) => {
    meeting(child, askedChild, found);
  });
};
