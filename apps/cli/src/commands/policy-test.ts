import type { Command } from 'commander';
import { failed } from '../failure.js';
import { loadPolicy } from '../offline/policy.js';
import { passes, runVectors, vectorsBeside } from '../offline/vectors.js';
import { renderVectors } from '../render/vectors.js';
import type { Session } from '../session.js';
import { POLICY_OPTION, policyFileOf } from './policy-option.js';
import type { PolicyOptions } from './policy-option.js';

const test = (session: Session, dir: string | undefined, options: PolicyOptions): void => {
  const file = policyFileOf(session, options);
  const policy = loadPolicy(file);
  const folder = dir ?? vectorsBeside(file);
  const results = runVectors(folder, policy);
  const bad = results.filter((result) => !passes(result)).length;
  const { version } = policy.reference;
  session.output.result(
    { policy: { file, ...policy.reference }, folder, passed: results.length - bad, failed: bad, results },
    (style) => [`policy ${version}, ${file}`, ...renderVectors(results, style)].join('\n'),
  );
  if (bad > 0) throw failed(`${bad} of ${results.length} vectors fail.`);
};

export const addPolicyTest = (policy: Command, session: () => Session): void => {
  policy
    .command('test')
    .description('run vectors { "task", "expect" } against a policy; needs no system')
    .argument('[dir]', 'where they are, with the folders in it; by default vectors/NAME beside NAME.yaml')
    .option(...POLICY_OPTION)
    .action((dir: string | undefined, options: PolicyOptions) => {
      test(session(), dir, options);
    });
};
