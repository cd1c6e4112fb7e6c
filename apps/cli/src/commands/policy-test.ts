import type { Command } from 'commander';
import { failed } from '../failure.js';
import { passes, runVectors, vectorsBeside } from '../offline/vectors.js';
import { renderVectors } from '../render/vectors.js';
import type { Session } from '../session.js';
import { POLICY_OPTION, policyOf } from './policy-option.js';
import type { PolicyOptions } from './policy-option.js';

const test = async (session: Session, dir: string | undefined, options: PolicyOptions): Promise<void> => {
  const { name: file, policy } = await policyOf(session, options);
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
    .action((dir: string | undefined, options: PolicyOptions) => test(session(), dir, options));
};
