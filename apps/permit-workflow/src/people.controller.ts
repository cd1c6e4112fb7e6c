import type { CommandName, PersonAnswer, Role, TypesOf } from '@guildhall/contracts';
import { KeyedQueue, claimed, handle, isClaimed, sha256 } from '@guildhall/event-store';
import { OnCommand, RUNTIME } from '@guildhall/messaging';
import type { CommandRequest, Outcome, Runtime } from '@guildhall/messaging';
import { directoryDecider, proposalOf } from '@guildhall/permit';
import type { Change, DirectoryCommand, Listing, Person } from '@guildhall/permit';
import { Controller, Inject } from '@nestjs/common';
import { LogFacts } from './log-facts.js';
import { NOT_SEALED, Sealing } from './sealing.js';

type ProposingName = 'directory.enroll' | 'directory.assign-roles' | 'directory.remove';
type PeopleCommandName =
  ProposingName | 'directory.confirm' | 'directory.delegate' | 'directory.end-delegation';

/** What each command writes one of: by it a repetition is told from an id used for another command. */
const MARKS: Record<PeopleCommandName, TypesOf<'directory'>[]> = {
  'directory.enroll': ['directory.change-proposed'],
  'directory.assign-roles': ['directory.change-proposed'],
  'directory.remove': ['directory.change-proposed'],
  'directory.confirm': ['directory.enrolled', 'directory.roles-changed', 'directory.removed'],
  'directory.delegate': ['directory.delegated'],
  'directory.end-delegation': ['directory.delegation-ended'],
} satisfies Record<Extract<CommandName, PeopleCommandName>, TypesOf<'directory'>[]>;

const resultOf = (personId: string, { entry, proposal }: Listing): PersonAnswer => ({
  personId,
  ...(proposal === undefined ? {} : { proposal: proposal.sha256 }),
  ...(entry.status === 'ENROLLED' ? { roles: Object.keys(entry.roles) as Role[] } : {}),
});

/** One command on what the directory says of one id. */
interface Handled {
  request: CommandRequest<PeopleCommandName>;
  /** Whose entry it is. */
  id: string;
  command: (listing: Listing) => Promise<DirectoryCommand>;
  /** Given where an enrolment may follow: whether the person was never enrolled before. */
  isNew?: () => boolean;
}

/** What people change about each other, and lend each other, once the first boot is over. */
@Controller()
export class PeopleController {
  readonly #confirmations = new KeyedQueue();

  constructor(
    @Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'store'>,
    @Inject(LogFacts) private readonly facts: LogFacts,
    @Inject(Sealing) private readonly sealing: Pick<Sealing, 'seal'>,
  ) {}

  @OnCommand('directory.enroll')
  enroll(request: CommandRequest<'directory.enroll'>): Promise<Outcome<PersonAnswer>> {
    const { personId, name, email, roles } = request.payload;
    const named = { id: personId, name, ...(email === undefined ? {} : { email }) };
    return this.#propose(request, async (isWritten) => {
      const change: Change = { change: 'enroll', roles, personal: NOT_SEALED };
      // Whoever is refused must not leave a key behind.
      return isWritten(change) ? { ...change, personal: await this.sealing.seal(named) } : change;
    });
  }

  @OnCommand('directory.assign-roles')
  assignRoles(request: CommandRequest<'directory.assign-roles'>): Promise<Outcome<PersonAnswer>> {
    const { roles } = request.payload;
    return this.#propose(request, () => Promise.resolve({ change: 'assign-roles', roles }));
  }

  @OnCommand('directory.remove')
  remove(request: CommandRequest<'directory.remove'>): Promise<Outcome<PersonAnswer>> {
    return this.#propose(request, () => Promise.resolve({ change: 'remove' }));
  }

  /** One after the other: of two operators, each about to remove the other, one is left (see the decider). */
  @OnCommand('directory.confirm')
  confirm(request: CommandRequest<'directory.confirm'>): Promise<Outcome<PersonAnswer>> {
    return this.#confirmations.run('confirm', () => this.#confirm(request));
  }

  @OnCommand('directory.delegate')
  delegate(request: CommandRequest<'directory.delegate'>): Promise<Outcome<PersonAnswer>> {
    const { caller, now, payload } = request;
    const command = async (): Promise<DirectoryCommand> => {
      const [people, durations] = await Promise.all([
        this.facts.people([payload.to]),
        this.facts.durations(),
      ]);
      return { type: 'delegate', caller, now, ...payload, delegate: people.get(payload.to), durations };
    };
    return this.#answer({ request, id: caller, command });
  }

  @OnCommand('directory.end-delegation')
  endDelegation(request: CommandRequest<'directory.end-delegation'>): Promise<Outcome<PersonAnswer>> {
    const { caller, now, payload } = request;
    const command = (): Promise<DirectoryCommand> =>
      Promise.resolve({ type: 'end-delegation', caller, now, ...payload });
    return this.#answer({ request, id: payload.from, command });
  }

  #propose(
    request: CommandRequest<ProposingName>,
    changeOf: (isWritten: (change: Change) => boolean) => Promise<Change>,
  ): Promise<Outcome<PersonAnswer>> {
    const { caller, payload } = request;
    const id = payload.personId;
    return this.#answer({
      request,
      id,
      command: async (listing) => {
        const [asker, taken] = await Promise.all([this.#person(caller), isClaimed(this.runtime.store, id)]);
        const proposing = (change: Change): DirectoryCommand => {
          const proposal = proposalOf(id, change, caller, sha256);
          return { type: 'propose', caller, asker, id, proposal, claimed: taken };
        };
        const isWritten = (change: Change): boolean => {
          const decision = directoryDecider.decide(proposing(change), listing);
          return 'events' in decision && decision.events.length > 0;
        };
        return proposing(await changeOf(isWritten));
      },
    });
  }

  #confirm(request: CommandRequest<'directory.confirm'>): Promise<Outcome<PersonAnswer>> {
    const { caller, payload } = request;
    const { personId: id, sha256: digest } = payload;
    let isNew = false;
    return this.#answer({
      request,
      id,
      isNew: () => isNew,
      command: async ({ entry, proposal }) => {
        isNew = entry.status === 'UNKNOWN';
        const [people, taken] = await Promise.all([
          this.facts.people([caller, ...(proposal ? [proposal.by] : [])]),
          isClaimed(this.runtime.store, id),
        ]);
        return {
          type: 'confirm',
          caller,
          asker: people.get(caller),
          id,
          sha256: digest,
          proposer: proposal && people.get(proposal.by),
          claimed: taken,
        };
      },
    });
  }

  async #person(id: string): Promise<Person | undefined> {
    return (await this.facts.people([id])).get(id);
  }

  async #answer({ request, id, command, isNew = () => false }: Handled): Promise<Outcome<PersonAnswer>> {
    const handled = await handle(this.runtime.store, {
      decider: directoryDecider,
      context: 'directory',
      entity: id,
      meta: request.meta(id),
      command,
      marks: MARKS[request.name],
      // Who comes back has the id already.
      also: (events) =>
        isNew() && events.some(({ type }) => type === 'directory.enrolled') ? [claimed(id, 'person')] : [],
    });
    return 'refusal' in handled
      ? handled
      : { result: resultOf(id, handled.state), position: handled.position };
  }
}
