import { isMap, isNode, isScalar, isSeq } from 'yaml';
import type { Node, Pair } from 'yaml';

/** A member of a map or a list: what is said of it, and the node with which it begins. */
interface Member {
  readonly begins: unknown;
  readonly value: unknown;
}

const INDEX = /^(?:0|[1-9]\d*)$/;

const unescaped = (token: string): string => token.replaceAll('~1', '/').replaceAll('~0', '~');

const isKey = ({ key }: Pair, name: string): boolean => isScalar(key) && key.value === name;

const memberOf = (node: unknown, name: string): Member | undefined => {
  if (isMap(node)) {
    const pair = node.items.find((item) => isKey(item, name));
    return pair && { begins: pair.key, value: pair.value };
  }
  const item: unknown = isSeq(node) && INDEX.test(name) ? node.items[Number(name)] : undefined;
  return item === undefined ? undefined : { begins: item, value: item };
};

const startOf = (node: unknown): number => (isNode(node) ? (node.range?.[0] ?? 0) : 0);

/**
 * Where what a JSON pointer points to begins in the text, or else the nearest thing around it: members begin with their
 * key, and what an alias stands for is at the alias.
 */
export const offsetOf = (root: Node | null, pointer: string): number => {
  let member: Member = { begins: root, value: root };
  for (const token of pointer.split('/').slice(1)) {
    const inner = memberOf(member.value, unescaped(token));
    if (!inner) break;
    member = inner;
  }
  return startOf(member.begins);
};
