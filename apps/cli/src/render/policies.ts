import type { PolicyAnswer, PolicyItem, PolicyPage, PolicyStatus } from '@guildhall/contracts';
import type { Proposal } from '../policies/endorsing.js';
import type { Style } from './style.js';
import { facts, more, table } from './table.js';
import { shortTime } from './time.js';
import { anyOf, withoutStop } from './words.js';

/** So many members of the governance board put a policy in force (2.5). */
const NEEDED = 2;

/** As much of a SHA-256 as people compare. */
const short = (hash: string): string => hash.slice(0, 12);

const statusText = (status: PolicyStatus, { colour }: Style): string => {
  switch (status) {
    case 'proposed':
      return colour.yellow(status);
    case 'in-force':
      return colour.green(status);
    case 'superseded':
    case 'void':
      return colour.dim(status);
    default:
      return status satisfies never;
  }
};

// Listed are those whose endorsement counts; as long as it is open, it waits for somebody.
const wanted = ({ endorsedBy }: PolicyItem): number => Math.max(NEEDED - endorsedBy.length, 1);

const waitsFor = (policy: PolicyItem): string =>
  policy.status === 'proposed' ? `${wanted(policy)} of governance-board` : '';

const row = (policy: PolicyItem, style: Style): string[] => [
  policy.version,
  short(policy.hash),
  statusText(policy.status, style),
  shortTime(policy.since, style.now),
  policy.proposedBy ?? 'first start',
  policy.endorsedBy.join(', ') || '-',
  waitsFor(policy),
];

/** A page of policies, one in a row, with whom they wait for. */
export const renderPolicies = (page: PolicyPage, style: Style): string =>
  page.policies.length === 0
    ? 'No policies.'
    : [
        table(
          style,
          ['policy', 'sha256', 'status', 'since', 'proposed by', 'endorsed by', 'waits for'],
          page.policies.map((policy) => row(policy, style)),
        ),
        ...more(page),
      ].join('\n');

/** Who is asked, where that is known; they may be too few. */
const askedText = (left: readonly string[] | undefined, needed: number, { colour }: Style) => {
  if (left === undefined) return undefined;
  if (left.length >= needed) return anyOf(left);
  return colour.yellow(
    `${anyOf(left) || 'nobody'}: the governance board has too few members to put it in force`,
  );
};

/** What somebody has proposed, who can endorse it as far as that is known, and how. */
export const renderProposed = (
  { version, sha256, status }: PolicyAnswer,
  { policy, left }: Proposal,
  style: Style,
): string => {
  const { colour, program } = style;
  if (status === 'in-force') return `${colour.green('✓')} Policy ${version} is in force already.`;
  const asked = askedText(left, policy ? wanted(policy) : NEEDED, style);
  return [
    `${colour.green('✓')} You proposed policy ${version}. Two members of the governance board, neither of them you, put it in force.`,
    facts(style, [
      ['SHA-256', sha256],
      ['to be asked', asked],
    ]),
    'To look at it, and to endorse what was looked at:',
    `  ${program} policy show ${short(sha256)}`,
    `  ${program} policy endorse ${sha256}`,
  ].join('\n');
};

const inForceText = ({ version, endorsedBy }: PolicyAnswer, place: string, { program }: Style): string[] => [
  `Policy ${version} is in force${place}, endorsed by ${endorsedBy.join(' and ')}.`,
  'A GUILDHALL_POLICY that names any other file stops risk-assessment at its next start. The file to name:',
  `  ${program} policy show > FILE`,
];

const openText = ({ version }: PolicyAnswer, place: string, asked: string | undefined): string[] => [
  `Policy ${version} comes into force${place} once another member of the governance board endorses it${asked === undefined ? '.' : `: ${asked}.`}`,
];

/** What somebody has endorsed, in place of what; and whether it is in force by that, or who is still wanted. */
export const renderEndorsed = (
  answer: PolicyAnswer,
  { policy, former, left }: Proposal,
  style: Style,
): string => {
  const { colour } = style;
  const place = former ? ` in place of ${former.version}` : '';
  const [first = '', ...rest] =
    answer.status === 'in-force'
      ? inForceText(answer, place, style)
      : openText(answer, place, askedText(left, 1, style));
  const known = facts(style, [
    ['SHA-256', answer.sha256],
    ['proposed by', policy?.proposedBy],
    ['reason', policy?.reason],
  ]);
  return [`${colour.green('✓')} You endorsed it. ${first}`, known, ...rest].join('\n');
};

/** Policies that wait for the reader, one a line, each with the command that shows it. */
export const renderToEndorse = (policies: readonly PolicyItem[], { colour, program }: Style): string[] =>
  policies.map(({ version, hash, proposedBy, reason }) => {
    const why = reason === undefined ? '' : `: ${withoutStop(reason)}`;
    return `${colour.yellow('…')} policy ${version} waits for your endorsement, proposed by ${proposedBy ?? 'nobody'}${why} (${program} policy show ${short(hash)})`;
  });
