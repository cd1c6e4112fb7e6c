import type { CommandPayload, Environment, Input, PermitResult } from '@guildhall/contracts';
import { unusable } from '../failure.js';

export interface StartOptions {
  environment?: Environment;
  definition?: string;
  artifact?: string;
  input?: Input[];
}

/** What a worker says it is and will apply: what it is told on the command line, else what the permit names. */
export const startOf = (
  { taskId, terms }: PermitResult,
  options: StartOptions,
): CommandPayload<'permit.start'> => {
  const artifact = options.artifact ?? terms.artifact;
  const inputs = options.input ?? terms.request.inputs;
  return {
    taskId,
    environment: options.environment ?? terms.request.environment,
    definition: options.definition ?? terms.definition,
    ...(artifact === undefined ? {} : { artifact }),
    ...(inputs === undefined ? {} : { inputs }),
  };
};

/** Adds `name=sha256` to the inputs given so far. */
export const addInput = (text: string, earlier: Input[] = []): Input[] => {
  const [, name, sha256] = /^(.+)=([0-9a-f]{64})$/.exec(text) ?? [];
  if (name === undefined || sha256 === undefined) throw unusable(`An input is NAME=SHA256, not "${text}".`);
  return [...earlier, { name, sha256 }];
};
