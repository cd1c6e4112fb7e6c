import type { CommandName, MasterAnswer, TypesOf } from '@guildhall/contracts';
import { handle } from '@guildhall/event-store';
import type { Write } from '@guildhall/event-store';
import { OnCommand, RUNTIME } from '@guildhall/messaging';
import type { CommandRequest, Outcome, Runtime } from '@guildhall/messaging';
import { masterDecider } from '@guildhall/worker';
import type { Asker, MasterCommand, MasterState } from '@guildhall/worker';
import { Controller, Inject } from '@nestjs/common';
import { claimOn, claimed } from './claims.js';
import { Directory } from './directory.js';

type MasterCommandName = Exclude<Extract<CommandName, `master.${string}`>, 'master.import'>;

/** What each command writes: by it a repetition is told from an id used for another command. */
const MARK: Record<MasterCommandName, TypesOf<'master'>> = {
  'master.register': 'master.registered',
  'master.change': 'master.changed',
  'master.retire': 'master.retired',
};

const answerOf = (id: string, state: MasterState): MasterAnswer => {
  // Every command that is not refused leaves a known master behind.
  if (state.status === 'unknown') throw new Error(`there is no master ${id}`);
  return { id, level: state.level, retired: state.status === 'retired' };
};

/** Who is registered as a master, and what it is authorized for. */
@Controller()
export class MasterController {
  constructor(
    @Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'store'>,
    @Inject(Directory) private readonly directory: Directory,
  ) {}

  @OnCommand('master.register')
  register(request: CommandRequest<'master.register'>): Promise<Outcome<MasterAnswer>> {
    const { payload: master } = request;
    return this.#answer(
      request,
      async (asker) => ({
        type: 'register',
        asker,
        master,
        strangers: await this.directory.strangers(master.owners),
        ...(await claimOn(this.runtime.store, master.id)),
      }),
      () => [claimed(master.id, 'master')],
    );
  }

  @OnCommand('master.change')
  change(request: CommandRequest<'master.change'>): Promise<Outcome<MasterAnswer>> {
    const { payload: master } = request;
    return this.#answer(request, async (asker) => ({
      type: 'change',
      asker,
      master,
      strangers: await this.directory.strangers(master.owners),
    }));
  }

  @OnCommand('master.retire')
  retire(request: CommandRequest<'master.retire'>): Promise<Outcome<MasterAnswer>> {
    const { id, reason } = request.payload;
    return this.#answer(request, (asker) => ({ type: 'retire', asker, id, reason }));
  }

  async #answer(
    { name, caller, payload: { id }, meta }: CommandRequest<MasterCommandName>,
    command: (asker: Asker) => Promise<MasterCommand> | MasterCommand,
    also?: () => Write[],
  ): Promise<Outcome<MasterAnswer>> {
    const handled = await handle(this.runtime.store, {
      decider: masterDecider,
      context: 'master',
      entity: id,
      meta: meta(id),
      marks: [MARK[name]],
      command: async () => command(await this.directory.asker(caller)),
      ...(also ? { also } : {}),
    });
    return 'refusal' in handled
      ? handled
      : { result: answerOf(id, handled.state), position: handled.position };
  }
}
