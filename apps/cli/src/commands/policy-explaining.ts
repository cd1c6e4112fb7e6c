import type { Command } from 'commander';
import { explainFile, explainRecorded, isFile } from '../policies/explaining.js';
import type { Explained } from '../policies/explaining.js';
import { renderExplained } from '../render/explained.js';
import { withClient } from '../session.js';
import type { Session } from '../session.js';
import { policyOf } from './policy-option.js';
import type { PolicyOptions } from './policy-option.js';

const explainIt = async (session: Session, task: string, options: PolicyOptions): Promise<Explained> => {
  if (isFile(task)) return explainFile(task, (await policyOf(session, options)).policy);
  const other = options.policy === undefined ? undefined : (await policyOf(session, options)).policy;
  return withClient(session, (client) => explainRecorded(client, task, other));
};

const explain = async (session: Session, task: string, options: PolicyOptions): Promise<void> => {
  const explained = await explainIt(session, task, options);
  const { policy, explanation, recorded } = explained;
  session.output.result(
    { policy: policy.reference, ...(recorded === undefined ? {} : { recorded }), ...explanation },
    (style) => renderExplained(explained, style),
  );
};

export const addPolicyExplaining = (policy: Command, session: () => Session): void => {
  policy
    .command('explain')
    .description(
      'the whole reasoning behind an assessment: of a file, which needs no system, or of a task on record',
    )
    .argument('<task>', 'JSON or YAML file (- for standard input), or the id of a task')
    .option(
      '--policy <policy>',
      'by this one: a file, in-force or a SHA-256; by default that of `assess`, or the one of the task on record',
    )
    .action((task: string, options: PolicyOptions) => explain(session(), task, options));
};
