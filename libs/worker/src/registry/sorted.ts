/** Ids in ascending order, each once. */
export type SortedIds = readonly string[];

const placeOf = (ids: SortedIds, id: string): number => {
  let [low, high] = [0, ids.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ids[middle] ?? '') < id) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** `ids` with `id`. */
export const withId = (ids: SortedIds, id: string): SortedIds => {
  const place = placeOf(ids, id);
  return ids[place] === id ? ids : ids.toSpliced(place, 0, id);
};

/** `ids` without `id`. */
export const withoutId = (ids: SortedIds, id: string): SortedIds => {
  const place = placeOf(ids, id);
  return ids[place] === id ? ids.toSpliced(place, 1) : ids;
};
