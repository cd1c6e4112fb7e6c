import { isAlias, isMap, isNode, isScalar, visit } from 'yaml';
import type { Document, Node, YAMLMap } from 'yaml';
import { NO_TAGS } from './compose.js';
import type { Complaint, Composed } from './compose.js';

const complain = ({ range }: Node, code: string, message: string): Complaint => ({
  code,
  offset: range?.[0] ?? 0,
  message,
});

/** The keys of a map that came before. */
const repeatedKeys = ({ items }: YAMLMap): Complaint[] => {
  const seen = new Set<unknown>();
  return items.flatMap(({ key }) => {
    if (!isScalar(key)) return [];
    if (seen.has(key.value)) return [complain(key, 'duplicate key', `${String(key.value)} is given twice`)];
    seen.add(key.value);
    return [];
  });
};

/** What is wrong with one node, when `anchors` are those before it, to which it is added. */
const nodeComplaints = (node: Node, anchors: Set<string>): Complaint[] => {
  if (isAlias(node))
    return anchors.has(node.source)
      ? []
      : [complain(node, 'alias', `stands for the anchor ${node.source}, which is not there`)];
  if (node.anchor !== undefined) anchors.add(node.anchor);
  // Tags could ask a reader to make something else than plain data.
  const tags = node.tag === undefined ? [] : [complain(node, 'tag', `has the tag ${node.tag}; ${NO_TAGS}`)];
  return isMap(node) ? [...tags, ...repeatedKeys(node)] : tags;
};

const contentComplaints = (document: Document): Complaint[] => {
  const complaints: Complaint[] = [];
  const anchors = new Set<string>();
  visit(document, (_, node) => {
    // One by one: a call takes only so many arguments.
    if (isNode(node)) for (const complaint of nodeComplaints(node, anchors)) complaints.push(complaint);
  });
  return complaints;
};

/** What makes a text no YAML, or more of it than plain data needs, from its top to its end. */
export const syntaxComplaints = ({ document, complaints }: Composed): Complaint[] => {
  const ofContent = contentComplaints(document);
  const said = new Set(ofContent.map(({ code }) => code));
  // A tag that the parser does not know is a tag all the same.
  const others = complaints.filter(({ code }) => code !== 'tag' || !said.has(code));
  return [...others, ...ofContent].sort((a, b) => a.offset - b.offset);
};
