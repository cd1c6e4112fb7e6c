import type { CommandName, CredentialResult, TypesOf } from '@guildhall/contracts';
import { handle } from '@guildhall/event-store';
import { OnCommand, RUNTIME } from '@guildhall/messaging';
import type { CommandRequest, Outcome, Runtime } from '@guildhall/messaging';
import { credentialDecider } from '@guildhall/permit';
import type { CredentialCommand, Credentials } from '@guildhall/permit';
import { Controller, Inject } from '@nestjs/common';
import { LogFacts } from './log-facts.js';

type CredentialCommandName = Extract<CommandName, `directory.${string}-credential`>;

/** What each command writes: by it a repetition is told from an id used for another command. */
const MARK: Record<CredentialCommandName, TypesOf<'directory'>> = {
  'directory.issue-credential': 'directory.credential-issued',
  'directory.revoke-credential': 'directory.credential-revoked',
};

const resultOf = (id: string, credentials: Credentials): CredentialResult => ({
  id,
  ...(credentials.status === 'ISSUED' ? { publicKey: credentials.publicKey } : {}),
  revoked: [...credentials.revoked],
});

/** With which keys participants log in, on record. Tokens are signed, and the broker told, by who has the home's keys. */
@Controller()
export class CredentialController {
  constructor(
    @Inject(RUNTIME) private readonly runtime: Runtime,
    @Inject(LogFacts) private readonly facts: LogFacts,
  ) {}

  @OnCommand('directory.issue-credential')
  issue(request: CommandRequest<'directory.issue-credential'>): Promise<Outcome<CredentialResult>> {
    const { id, kind, publicKey } = request.payload;
    return this.#answer(request, async () => ({
      type: 'issue',
      id,
      kind,
      publicKey,
      ...(await this.#asked(request)),
    }));
  }

  @OnCommand('directory.revoke-credential')
  revoke(request: CommandRequest<'directory.revoke-credential'>): Promise<Outcome<CredentialResult>> {
    const { id } = request.payload;
    return this.#answer(request, async () => ({ type: 'revoke', id, ...(await this.#asked(request)) }));
  }

  async #answer(
    { name, payload: { id }, meta }: CommandRequest<CredentialCommandName>,
    command: () => Promise<CredentialCommand>,
  ): Promise<Outcome<CredentialResult>> {
    const handled = await handle(this.runtime.store, {
      decider: credentialDecider,
      context: 'directory',
      entity: id,
      meta: meta(id),
      command,
      marks: [MARK[name]],
    });
    return 'refusal' in handled
      ? handled
      : { result: resultOf(id, handled.state), position: handled.position };
  }

  async #asked({ caller, payload: { id }, now }: CommandRequest<CredentialCommandName>) {
    const [people, holder] = await Promise.all([this.facts.people([caller]), this.facts.holder(id, now)]);
    return { caller, asker: people.get(caller), holder };
  }
}
