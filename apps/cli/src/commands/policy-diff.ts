import { Option } from 'commander';
import type { Command } from 'commander';
import type { ChangeKind, Policy } from '@guildhall/risk';
import { CHANGE_KINDS } from '@guildhall/risk';
import { comparePolicies } from '../comparison/compare.js';
import type { PolicyDiff } from '../comparison/compare.js';
import { refuseChanges, severalKinds } from '../comparison/fail-on.js';
import { fileSource } from '../comparison/files.js';
import { kindSource } from '../comparison/kinds.js';
import { logSource } from '../comparison/log.js';
import { pastLog } from '../comparison/past-log.js';
import type { TaskSource } from '../comparison/source.js';
import { unusable } from '../failure.js';
import { policyNamed } from '../policies/source.js';
import type { NamedPolicy } from '../policies/source.js';
import { renderBar } from '../render/bar.js';
import { renderComparison } from '../render/comparison.js';
import { renderComparisonMarkdown } from '../render/comparison-markdown.js';
import { withClient } from '../session.js';
import type { Session } from '../session.js';

interface DiffOptions {
  fromLog?: boolean;
  tasks?: string;
  changes?: string;
  markdown?: boolean;
  failOn?: readonly ChangeKind[];
}

type Policies = readonly [before: NamedPolicy, after: NamedPolicy];

const withSource = <T>(
  session: Session,
  { fromLog, tasks }: DiffOptions,
  policies: readonly Policy[],
  work: (source: TaskSource) => Promise<T>,
): Promise<T> => {
  if (fromLog) return withClient(session, async (client) => work(logSource(await pastLog(client))));
  return work(tasks === undefined ? kindSource(policies) : fileSource(tasks));
};

const compare = (session: Session, [before, after]: Policies, options: DiffOptions): Promise<PolicyDiff> =>
  session.output.progressing((tell) =>
    withSource(session, options, [before.policy, after.policy], (source) => {
      const since = performance.now();
      return comparePolicies(before, after, {
        source,
        changes: options.changes,
        inputs: options.tasks === undefined ? [] : [options.tasks],
        tell: (progress) => tell((style) => renderBar({ ...progress, ms: performance.now() - since }, style)),
      });
    }),
  );

const diff = async (
  session: Session,
  names: readonly [string, string],
  options: DiffOptions,
): Promise<void> => {
  if (options.markdown && session.output.json) throw unusable('--markdown and --json cannot both be given.');
  const [before, after] = [await policyNamed(session, names[0]), await policyNamed(session, names[1])];
  const result = await compare(session, [before, after], options);
  session.output.result(result, (style) =>
    options.markdown ? renderComparisonMarkdown(result) : renderComparison(result, style),
  );
  refuseChanges(result, options.failOn ?? []);
};

const HELP = `
A policy is a file, in-force, or the SHA-256 of one that was proposed or published (8 or more of its digits).
Kinds of change: ${CHANGE_KINDS.join(', ')}.

Examples:
  guildhall policy diff policies/default.yaml my-policy.yaml
  guildhall policy diff in-force my-policy.yaml --from-log --as judy
  guildhall policy diff in-force my-policy.yaml --from-log --as judy --markdown --fail-on lower,accepted,released,fewer-approvals,looser > report.md`;

/** `policy diff`. */
export const addPolicyDiff = (policy: Command, session: () => Session): void => {
  policy
    .command('diff')
    .description('what another policy would decide otherwise; --from-log: of every past task')
    .argument('<before>', 'the policy to compare with')
    .argument('<after>', 'the other one')
    .addOption(
      new Option('--from-log', 'compare every task of the log, as an auditor or operator').conflicts('tasks'),
    )
    .option(
      '--tasks <path>',
      'compare these: a folder of *.json, one such file, or a file with one task in each line',
    )
    .option('--changes <file>', 'write every change into a file, each as one line of JSON')
    .option('--markdown', 'print a report for a pull request')
    .option(
      '--fail-on <kinds>',
      'exit 1 where there are such changes: kinds with commas, or any',
      severalKinds,
    )
    .addHelpText('after', HELP)
    .action((before: string, after: string, options: DiffOptions) =>
      diff(session(), [before, after], options),
    );
};
