import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Alias, Node, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { Complaint } from './compose.js';

/** What all aliases of a text may stand for together: values, and the characters of the texts among them. */
const MOST = 100_000;

const TOO_MUCH = `is where aliases come to stand for more than ${MOST} values and characters`;
const ITSELF = 'stands for what it is in';

/** A value, and how many values and characters it would take to write it without aliases. */
interface Plain {
  readonly value: unknown;
  readonly weight: number;
}

const NOTHING: Plain = { value: null, weight: 1 };
// Of a collection that is not read to its end yet.
const OPEN: Plain = { value: null, weight: Infinity };

const plainScalar = ({ value }: Scalar): Plain => ({
  value,
  weight: typeof value === 'string' ? 1 + value.length : 1,
});

/**
 * What nodes without syntax complaints hold; or the first alias that is in what it stands for, or with which aliases come
 * to stand for too much. It takes as long as the text is, however much that would be: what several aliases stand for is
 * made once. (The parser's own way looks through all aliases for each of them.)
 */
export const plainData = (root: Node | null): { value: unknown } | { complaint: Complaint } => {
  const anchored = new Map<string, Plain>();
  let repeated = 0;
  let complaint: Complaint | undefined;

  const plainAlias = ({ source, range }: Alias): Plain => {
    const plain = anchored.get(source) ?? NOTHING;
    repeated += plain.weight;
    if (repeated > MOST)
      complaint ??= {
        code: 'alias',
        offset: range?.[0] ?? 0,
        message: plain === OPEN ? ITSELF : TOO_MUCH,
      };
    return plain;
  };
  const plainList = ({ items }: YAMLSeq): Plain => {
    const parts = items.map(plainOf);
    return {
      value: parts.map(({ value }) => value),
      weight: parts.reduce((sum, { weight }) => sum + weight, 1),
    };
  };
  const plainMap = ({ items }: YAMLMap): Plain => {
    const members = items.map(({ key, value }) => ({ key: String(plainOf(key).value), ...plainOf(value) }));
    return {
      // Defines members, so that `__proto__` is a key like any other.
      value: Object.fromEntries(members.map(({ key, value }) => [key, value])),
      weight: members.reduce((sum, { key, weight }) => sum + 1 + key.length + weight, 1),
    };
  };
  const plainContent = (node: unknown): Plain => {
    if (isScalar(node)) return plainScalar(node);
    if (isSeq(node)) return plainList(node);
    return isMap(node) ? plainMap(node) : NOTHING;
  };
  const plainOf = (node: unknown): Plain => {
    if (isAlias(node)) return plainAlias(node);
    const anchor = isScalar(node) || isSeq(node) || isMap(node) ? node.anchor : undefined;
    if (anchor === undefined) return plainContent(node);
    anchored.set(anchor, OPEN);
    const plain = plainContent(node);
    anchored.set(anchor, plain);
    return plain;
  };

  const { value } = plainOf(root);
  return complaint ? { complaint } : { value };
};
