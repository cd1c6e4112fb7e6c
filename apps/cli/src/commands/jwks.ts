import type { Command } from 'commander';
import { withClient } from '../session.js';
import type { Session } from '../session.js';

const print = (session: Session): Promise<void> =>
  withClient(session, async (client) => {
    const { result } = await client.query('directory.jwks', {});
    // A file of this form is what tools verify with.
    session.output.result(result, () => JSON.stringify(result, undefined, 2));
  });

export const addJwks = (program: Command, session: () => Session): void => {
  program
    .command('jwks')
    .description('the public keys by which tools verify capability tokens, as a JSON Web Key Set')
    .action(() => print(session()));
};
