// 1,024 small maps: a change copies one of them, so that a fold over a long log stays a pure function at little cost.
const SHARDS = 1024;

/** An immutable map with string keys, made for many small changes; its order means nothing. */
export type Table<V> = readonly ReadonlyMap<string, V>[];

/** A table with nothing in it. */
export const emptyTable = <V>(): Table<V> =>
  Array.from<ReadonlyMap<string, V>>({ length: SHARDS }).fill(new Map());

const shardOf = (key: string): number => {
  let hash = 0;
  for (let at = 0; at < key.length; at++) hash = (Math.imul(hash, 31) + key.charCodeAt(at)) | 0;
  return (hash ^ (hash >>> 16)) & (SHARDS - 1);
};

/** The value under `key`. */
export const lookUp = <V>(table: Table<V>, key: string): V | undefined => table[shardOf(key)]?.get(key);

/** The table with `value` under `key`. */
export const put = <V>(table: Table<V>, key: string, value: V): Table<V> => {
  const shard = shardOf(key);
  return table.with(shard, new Map(table[shard]).set(key, value));
};

/** The table without `key`. */
export const without = <V>(table: Table<V>, key: string): Table<V> => {
  const shard = shardOf(key);
  if (table[shard]?.has(key) !== true) return table;
  const rest = new Map(table[shard]);
  rest.delete(key);
  return table.with(shard, rest);
};
