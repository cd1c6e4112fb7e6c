import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { withId, withoutId } from '../src/registry/sorted.js';
import { emptyTable, lookUp, put, without } from '../src/registry/table.js';

const key = fc.oneof(fc.constantFrom('a', 'b', 'Aa', 'BB', '__proto__', 'toString', ''), fc.string());
const change = fc.record({ key, value: fc.option(fc.integer(), { nil: undefined }) });

describe('a table', () => {
  test('is a map, and every earlier one stays as it was', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const map = new Map<string, number>();
        let table = emptyTable<number>();
        const states = changes.map((each) => {
          if (each.value === undefined) map.delete(each.key);
          else map.set(each.key, each.value);
          table = each.value === undefined ? without(table, each.key) : put(table, each.key, each.value);
          return { table, content: new Map(map) };
        });
        const keys = changes.map((each) => each.key);
        for (const { table: then, content } of states)
          expect(keys.map((each) => lookUp(then, each))).toEqual(keys.map((each) => content.get(each)));
      }),
    );
  });

  test('is the same value where nothing is taken out', () => {
    const table = put(emptyTable<number>(), 'a', 1);
    expect(without(table, 'b')).toBe(table);
  });
});

describe('sorted ids', () => {
  test('are a sorted set', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.string({ maxLength: 2 }))), (changes) => {
        const set = new Set<string>();
        let ids: readonly string[] = [];
        for (const [adds, id] of changes) {
          if (adds) set.add(id);
          else set.delete(id);
          ids = adds ? withId(ids, id) : withoutId(ids, id);
          expect(ids).toEqual([...set].sort());
        }
      }),
    );
  });
});
