import type { PolicyItem, PolicyResult, PolicyStatus } from '@guildhall/contracts';
import { writeYaml } from '@guildhall/yaml';

const WORDS: Record<PolicyStatus, string> = {
  proposed: 'proposed at',
  'in-force': 'in force since',
  superseded: 'superseded; in force from',
  void: 'void; proposed at',
};

const whoText = ({ proposedBy, endorsedBy }: PolicyItem): string =>
  proposedBy === undefined
    ? 'from the file of the first start'
    : `proposed by ${proposedBy}, endorsed by ${endorsedBy.join(', ') || 'nobody yet'}`;

/**
 * A policy as a file: YAML that is the same policy where it is read again, below a comment that says what it is and who
 * has agreed to it, where the reader may know that. Times are UTC, whoever reads the file.
 */
export const policyText = (
  { document, version, hash, status, since }: PolicyResult,
  item?: PolicyItem,
): string =>
  writeYaml(document, [
    `Policy ${version}, ${WORDS[status]} ${since}`,
    `SHA-256 ${hash}`,
    ...(item ? [whoText(item)] : []),
    ...(item?.reason === undefined ? [] : [`reason: ${item.reason}`]),
  ]).trimEnd();
