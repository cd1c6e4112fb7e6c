import { EMERGENCY_STATES } from '@guildhall/contracts';
import type { EmergencyState } from '@guildhall/contracts';
import { Option } from 'commander';
import type { Command } from 'commander';
import { readInputFile } from '../files.js';
import { renderEmergencies } from '../render/emergencies.js';
import { fromNow, shortTime } from '../render/time.js';
import { withClient } from '../session.js';
import type { Session } from '../session.js';
import { paged } from './paging.js';
import type { PageOptions } from './paging.js';

interface ListOptions extends PageOptions {
  state?: EmergencyState;
}

const list = (session: Session, options: ListOptions): Promise<void> =>
  withClient(session, async (client) => {
    const { result } = await client.query('emergency.list', options);
    session.output.result(result, (style) => renderEmergencies(result, style));
  });

interface RequestOptions {
  incident: string;
  worker: string;
  reason: string;
}

const request = (session: Session, emergencyId: string, options: RequestOptions): Promise<void> =>
  withClient(session, async (client) => {
    const { incident, worker: workerId, reason } = options;
    const done = await client.command('emergency.request', { emergencyId, incident, workerId, reason });
    session.output.result(done, ({ colour, program }) =>
      [
        `${colour.green('✓')} You asked for ${emergencyId}. An incident commander has to approve it, or it lapses:`,
        `  ${program} emergency approve ${emergencyId}`,
      ].join('\n'),
    );
  });

const approve = (session: Session, emergencyId: string): Promise<void> =>
  withClient(session, async (client) => {
    const done = await client.command('emergency.approve', { emergencyId });
    const { expiresAt } = done.result;
    session.output.result(done, ({ colour, now }) => {
      const until = expiresAt && `until ${shortTime(expiresAt, now)} (${fromNow(expiresAt, now)})`;
      return `${colour.green('✓')} You approved ${emergencyId}: ${until ?? 'from now on'} its worker has level 3 for tasks that name it.`;
    });
  });

const end = (session: Session, emergencyId: string): Promise<void> =>
  withClient(session, async (client) => {
    const done = await client.command('emergency.end', { emergencyId });
    session.output.result(done, ({ colour, program }) =>
      [
        `${colour.green('✓')} ${emergencyId} is over. A security lead owes its review:`,
        `  ${program} emergency review ${emergencyId} --report "..." --lessons "..."`,
      ].join('\n'),
    );
  });

interface ReviewOptions {
  report: string;
  lessons: string;
}

/** A text, or with @ before its name the file that holds it. */
const textOf = (value: string): string =>
  value.startsWith('@') ? new TextDecoder().decode(readInputFile(value.slice(1))).trim() : value;

const review = (session: Session, emergencyId: string, options: ReviewOptions): Promise<void> => {
  const report = textOf(options.report);
  const lessons = textOf(options.lessons);
  return withClient(session, async (client) => {
    const done = await client.command('emergency.review', { emergencyId, report, lessons });
    session.output.result(
      done,
      ({ colour }) =>
        `${colour.green('✓')} ${emergencyId} is reviewed. Nobody owes anything for it any more.`,
    );
  });
};

const addDeciding = (emergency: Command, session: () => Session): void => {
  emergency
    .command('approve')
    .description('certify its worker for an hour; for incident commanders, never for its owner')
    .argument('<emergencyId>')
    .action((emergencyId: string) => approve(session(), emergencyId));
  emergency
    .command('end')
    .description('end it before its time; for incident commanders')
    .argument('<emergencyId>')
    .action((emergencyId: string) => end(session(), emergencyId));
  emergency
    .command('review')
    .description('record what happened and what was learned; for security leads who had no part in it')
    .argument('<emergencyId>')
    .requiredOption('--report <text>', 'what happened, at least 20 characters; @FILE for the text of a file')
    .requiredOption('--lessons <text>', 'what was learned, likewise')
    .action((emergencyId: string, options: ReviewOptions) => review(session(), emergencyId, options));
};

export const addEmergency = (program: Command, session: () => Session): void => {
  const emergency = program
    .command('emergency')
    .description('have a worker certified for an hour because something burns, and learn from it');
  const listing = emergency
    .command('list')
    .description('emergencies, with the reviews that are owed, newest first')
    .addOption(new Option('--state <state>', 'only these').choices(EMERGENCY_STATES));
  paged(listing).action((options: ListOptions) => list(session(), options));
  emergency
    .command('request')
    .description('ask for it; for masters and operators')
    .argument('<emergencyId>', 'an id of your choice, which tasks then name')
    .requiredOption('--incident <text>', 'the ticket')
    .requiredOption('--worker <id>', 'which is to do the work')
    .requiredOption('--reason <text>', 'what burns, at least 10 characters')
    .action((emergencyId: string, options: RequestOptions) => request(session(), emergencyId, options));
  addDeciding(emergency, session);
};
