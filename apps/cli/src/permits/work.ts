import type { CommandPayload, Environment, Input, PermitResult } from '@guildhall/contracts';
import type { Client } from '../client/client.js';
import { refused, unusable } from '../failure.js';
import { permitIfReadable } from './reading.js';

export interface StartOptions {
  environment?: Environment;
  definition?: string;
  artifact?: string;
  input?: Input[];
}

const startOf = ({ taskId, terms }: PermitResult, options: StartOptions): CommandPayload<'permit.start'> => {
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

/** The same where the permit cannot be read: all of it has to be on the command line. */
const startUnread = (
  caller: string,
  taskId: string,
  { environment, definition, artifact, input }: StartOptions,
): CommandPayload<'permit.start'> => {
  if (environment === undefined || definition === undefined) {
    throw refused(
      {
        code: 'FORBIDDEN',
        message: `${caller} is not the worker of ${taskId}, or there is no such permit.`,
      },
      'Only its worker starts it; auditors and its approvers see in `guildhall permit show` who that is.',
    );
  }
  return {
    taskId,
    environment,
    definition,
    ...(artifact === undefined ? {} : { artifact }),
    ...(input === undefined ? {} : { inputs: input }),
  };
};

/** What a worker says it is and will apply: what it is told on the command line, else what the permit names. */
export const toStart = async (
  client: Client,
  taskId: string,
  options: StartOptions,
): Promise<CommandPayload<'permit.start'>> => {
  const permit = await permitIfReadable(client, taskId);
  return permit ? startOf(permit, options) : startUnread(client.id, taskId, options);
};

/** Adds `name=sha256` to the inputs given so far. */
export const addInput = (text: string, earlier: Input[] = []): Input[] => {
  const [, name, sha256] = /^(.+)=([0-9a-f]{64})$/.exec(text) ?? [];
  if (name === undefined || sha256 === undefined) throw unusable(`An input is NAME=SHA256, not "${text}".`);
  return [...earlier, { name, sha256 }];
};
