import { CERTIFICATION_REVOCATIONS, INCIDENT_KINDS, WorkerDefinition } from '@guildhall/contracts';
import type { CertificationRevocation, IncidentKind, WorkerAnswer, WorkerItem } from '@guildhall/contracts';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { Answer, Client } from '../client/client.js';
import { failed } from '../failure.js';
import { readMessage } from '../input.js';
import { renderWorker, renderWorkers, statusText } from '../render/workers.js';
import { levelText } from '../render/words.js';
import { withClient } from '../session.js';
import type { Session } from '../session.js';
import { paged } from './paging.js';
import type { PageOptions } from './paging.js';

const PAGE = 500;

/** Says what was done, and what the worker may do now. */
const report = ({ output }: Session, done: Answer<WorkerAnswer>, said: string): void => {
  const { workerId, level, status, trust } = done.result;
  output.result(done, (style) => {
    const now = `It is ${statusText(status, style)}, at level ${levelText(level)}, and ${trust}.`;
    return `${style.colour.green('✓')} You ${said} ${workerId}. ${now}`;
  });
};

const register = (session: Session, file: string): Promise<void> => {
  const definition = readMessage(WorkerDefinition, file);
  return withClient(session, async (client) => {
    report(session, await client.command('worker.register', { definition }), 'registered');
  });
};

const redefine = (session: Session, file: string): Promise<void> => {
  const definition = readMessage(WorkerDefinition, file);
  return withClient(session, async (client) => {
    report(session, await client.command('worker.redefine', { definition }), 'redefined');
  });
};

interface Reasoned {
  reason: string;
}

const suspend = (session: Session, workerId: string, { reason }: Reasoned): Promise<void> =>
  withClient(session, async (client) => {
    report(session, await client.command('worker.suspend', { workerId, reason }), 'suspended');
  });

const retire = (session: Session, workerId: string, { reason }: Reasoned): Promise<void> =>
  withClient(session, async (client) => {
    report(session, await client.command('worker.retire', { workerId, reason }), 'retired');
  });

interface RevokeOptions extends Reasoned {
  kind: CertificationRevocation;
}

const revoke = (session: Session, workerId: string, { kind, reason }: RevokeOptions): Promise<void> =>
  withClient(session, async (client) => {
    const done = await client.command('worker.revoke', { workerId, kind, reason });
    report(session, done, 'revoked the certification of');
  });

const resetTrust = (session: Session, workerId: string, { reason }: Reasoned): Promise<void> =>
  withClient(session, async (client) => {
    report(session, await client.command('worker.reset-trust', { workerId, reason }), 'reset the trust in');
  });

interface IncidentOptions {
  kind: IncidentKind;
  text: string;
  task?: string;
}

const reportIncident = (
  session: Session,
  workerId: string,
  { kind, text, task }: IncidentOptions,
): Promise<void> =>
  withClient(session, async (client) => {
    const incident = { workerId, kind, text, ...(task === undefined ? {} : { taskId: task }) };
    report(session, await client.command('worker.report-incident', incident), 'reported an incident of');
  });

const list = (session: Session, options: PageOptions): Promise<void> =>
  withClient(session, async (client) => {
    const { result } = await client.query('worker.list', options);
    session.output.result(result, (style) => renderWorkers(result, style));
  });

const find = async (client: Client, workerId: string): Promise<WorkerItem | undefined> => {
  let cursor: string | undefined;
  do {
    const asked = { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
    const { workers, next } = (await client.query('worker.list', asked)).result;
    const found = workers.find(({ id }) => id === workerId);
    if (found) return found;
    cursor = next;
  } while (cursor !== undefined);
  return undefined;
};

const show = (session: Session, workerId: string): Promise<void> =>
  withClient(session, async (client) => {
    const worker = await find(client, workerId);
    if (!worker) throw failed(`There is no worker ${workerId}.`, '`guildhall worker list` names them all.');
    session.output.result(worker, (style) => renderWorker(worker, style));
  });

const addReading = (worker: Command, session: () => Session): void => {
  paged(worker.command('list').description('all workers and what they may do, by id')).action(
    (options: PageOptions) => list(session(), options),
  );
  worker
    .command('show')
    .description('one worker, as it stands now')
    .argument('<workerId>')
    .action((workerId: string) => show(session(), workerId));
};

const addDefining = (worker: Command, session: () => Session): void => {
  worker
    .command('register')
    .description('make a worker known, at level 0; for operators')
    .argument('<file>', 'its definition, YAML or JSON; - for standard input, JSON')
    .action((file: string) => register(session(), file));
  worker
    .command('redefine')
    .description('give a worker another definition; also for its owners')
    .argument('<file>', 'the whole of it; what the certification vouches for suspends it')
    .action((file: string) => redefine(session(), file));
};

const reasoned = (worker: Command, name: string, description: string): Command =>
  worker
    .command(name)
    .description(description)
    .argument('<workerId>')
    .requiredOption('--reason <text>', 'why');

const addTaking = (worker: Command, session: () => Session): void => {
  reasoned(worker, 'suspend', 'let a worker do nothing for the time being; for operators').action(
    (workerId: string, options: Reasoned) => suspend(session(), workerId, options),
  );
  reasoned(worker, 'revoke', 'take the certification of a worker, for good; for the certification board')
    .addOption(
      new Option('--kind <kind>', 'because of what').choices(CERTIFICATION_REVOCATIONS).makeOptionMandatory(),
    )
    .action((workerId: string, options: RevokeOptions) => revoke(session(), workerId, options));
  reasoned(worker, 'retire', 'take a worker out of service, for good; for operators').action(
    (workerId: string, options: Reasoned) => retire(session(), workerId, options),
  );
};

const addWatching = (worker: Command, session: () => Session): void => {
  reasoned(worker, 'reset-trust', 'supervise a worker again; for operators and security leads').action(
    (workerId: string, options: Reasoned) => resetTrust(session(), workerId, options),
  );
  worker
    .command('report-incident')
    .description('put on record what went wrong because of a worker; for operators and security leads')
    .argument('<workerId>')
    .addOption(
      new Option('--kind <kind>', 'what it was: all but other are major')
        .choices(INCIDENT_KINDS)
        .makeOptionMandatory(),
    )
    .requiredOption('--text <text>', 'what happened')
    .option('--task <taskId>', 'in the course of which work')
    .action((workerId: string, options: IncidentOptions) => reportIncident(session(), workerId, options));
};

export const addWorker = (program: Command, session: () => Session): void => {
  const worker = program.command('worker').description('who does tasks: what they are and what they may do');
  addReading(worker, session);
  addDefining(worker, session);
  addTaking(worker, session);
  addWatching(worker, session);
};
