import { Task } from '@guildhall/contracts';
import type { Command } from 'commander';
import { failed } from '../failure.js';
import { readMessage } from '../input.js';
import { assessTask } from '../offline/assess.js';
import { loadPolicy } from '../offline/policy.js';
import { runVectors } from '../offline/vectors.js';
import { renderAssessment } from '../render/assessment.js';
import { renderVectors } from '../render/vectors.js';
import { DEFAULT_POLICY } from '../repository.js';
import type { Session } from '../session.js';

interface PolicyOptions {
  policy?: string;
}

const policyOf = ({ settings }: Session, { policy }: PolicyOptions) =>
  loadPolicy(policy ?? settings.policy ?? DEFAULT_POLICY);

const assess = (session: Session, file: string, options: PolicyOptions): void => {
  const assessment = assessTask(readMessage(Task, file), policyOf(session, options));
  session.output.result(assessment, (style) => renderAssessment(assessment, style));
};

const test = (session: Session, dir: string, options: PolicyOptions): void => {
  const results = runVectors(dir, policyOf(session, options));
  session.output.result(results, (style) => renderVectors(results, style));
  const bad = results.filter(({ mismatches }) => mismatches.length > 0).length;
  if (bad > 0) throw failed(`${bad} of ${results.length} vectors fail.`);
};

export const addPolicy = (program: Command, session: () => Session): void => {
  const policyOption = ['--policy <file>', 'another policy than GUILDHALL_POLICY or the default'] as const;
  program
    .command('assess')
    .description('what a task would come to; needs no system')
    .argument('<file>', 'JSON or YAML; - for standard input')
    .option(...policyOption)
    .action((file: string, options: PolicyOptions) => {
      assess(session(), file, options);
    });
  program
    .command('policy')
    .description('work on policies; needs no system')
    .command('test')
    .description('run vectors { "task", "expect" } against a policy')
    .argument('<dir>')
    .option(...policyOption)
    .action((dir: string, options: PolicyOptions) => {
      test(session(), dir, options);
    });
};
