import { Task } from '@guildhall/contracts';
import type { Command } from 'commander';
import { readFileMessage } from '../input.js';
import { assessTask } from '../offline/assess.js';
import { renderAssessment } from '../render/assessment.js';
import type { Session } from '../session.js';
import { addPolicyDiff } from './policy-diff.js';
import { addPolicyExplaining } from './policy-explaining.js';
import { POLICY_OPTION, policyOf } from './policy-option.js';
import type { PolicyOptions } from './policy-option.js';
import { addPublishing } from './policy-publishing.js';
import { addPolicyTest } from './policy-test.js';

const assess = async (session: Session, file: string, options: PolicyOptions): Promise<void> => {
  const { policy } = await policyOf(session, options);
  const assessment = assessTask(readFileMessage(Task, file), policy);
  session.output.result(assessment, (style) => renderAssessment(assessment, style));
};

export const addPolicy = (program: Command, session: () => Session): void => {
  program
    .command('assess')
    .description('what a task would come to; needs no system')
    .argument('<file>', 'JSON or YAML; - for standard input')
    .option(...POLICY_OPTION)
    .action((file: string, options: PolicyOptions) => assess(session(), file, options));
  const policy = program.command('policy').description('work on policies, and put another one in force');
  addPolicyTest(policy, session);
  addPolicyDiff(policy, session);
  addPolicyExplaining(policy, session);
  addPublishing(policy, session);
};
