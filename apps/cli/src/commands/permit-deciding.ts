import { SEVERITIES } from '@guildhall/contracts';
import type { PermitResult, Role, Severity } from '@guildhall/contracts';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { Client } from '../client/client.js';
import { readInputFile, sha256Of } from '../files.js';
import { capacityIn, noPartIn } from '../permits/approval.js';
import { permitIfReadable } from '../permits/reading.js';
import { withClient } from '../session.js';
import type { Session } from '../session.js';
import { aRole } from './arguments.js';
import { reportPermit } from './report-permit.js';

const review = (session: Session, taskId: string): Promise<void> =>
  withClient(session, async (client) => {
    const done = await client.command('permit.review', { taskId });
    await reportPermit(session, client, taskId, done, `You are reviewing ${taskId}.`);
  });

interface ApproveOptions {
  role?: Role;
  digest?: string;
  comment?: string;
  onBehalfOf?: string;
  minutes?: string;
  minutesSha256?: string;
}

const readable = async (client: Client, taskId: string): Promise<PermitResult> => {
  const permit = await permitIfReadable(client, taskId);
  if (!permit) throw noPartIn(taskId);
  return permit;
};

/** What the command line leaves out, as the permit stands now. */
const termsToApprove = async (
  client: Client,
  taskId: string,
  { role, digest, onBehalfOf }: ApproveOptions,
) => {
  if (role && digest) return { role, permitDigest: digest };
  const permit = await readable(client, taskId);
  return {
    role: role ?? (await capacityIn(client, permit, onBehalfOf)).role,
    permitDigest: digest ?? permit.permitDigest,
  };
};

const minutesOf = ({ minutes, minutesSha256 }: ApproveOptions): { minutesSha256?: string } => {
  const digest = minutes === undefined ? minutesSha256 : sha256Of(readInputFile(minutes));
  return digest === undefined ? {} : { minutesSha256: digest };
};

const approve = (session: Session, taskId: string, options: ApproveOptions): Promise<void> =>
  withClient(session, async (client) => {
    const { comment, onBehalfOf } = options;
    const { role, permitDigest } = await termsToApprove(client, taskId, options);
    const done = await client.command('permit.approve', {
      taskId,
      role,
      permitDigest,
      ...(comment === undefined ? {} : { comment }),
      ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
      ...minutesOf(options),
    });
    const inStead = onBehalfOf === undefined ? '' : ` in the stead of ${onBehalfOf}`;
    await reportPermit(session, client, taskId, done, `You approved ${taskId} as ${role}${inStead}.`);
  });

const sponsor = (session: Session, taskId: string, { digest }: { digest?: string }): Promise<void> =>
  withClient(session, async (client) => {
    const permitDigest = digest ?? (await readable(client, taskId)).permitDigest;
    const done = await client.command('permit.sponsor', { taskId, permitDigest });
    // Who may sponsor may not always read.
    session.output.result(
      done,
      ({ colour }) => `${colour.green('✓')} You answer for the haste of ${taskId}: all its stages are open.`,
    );
  });

const archive = (session: Session, taskId: string): Promise<void> =>
  withClient(session, async (client) => {
    const done = await client.command('permit.archive', { taskId });
    await reportPermit(session, client, taskId, done, `You put ${taskId} away.`);
  });

const reject = (session: Session, taskId: string, { reason }: { reason: string }): Promise<void> =>
  withClient(session, async (client) => {
    const done = await client.command('permit.reject', { taskId, reason });
    await reportPermit(session, client, taskId, done, `You rejected ${taskId}.`);
  });

interface RevokeOptions {
  reason: string;
  severity?: Severity;
}

const revoke = (session: Session, taskId: string, options: RevokeOptions): Promise<void> =>
  withClient(session, async (client) => {
    const done = await client.command('permit.revoke', { taskId, ...options });
    // Who may revoke may not always read.
    session.output.result(done, ({ colour }) => `${colour.green('✓')} You revoked ${taskId}.`);
  });

const addApprove = (permit: Command, session: () => Session): void => {
  permit
    .command('approve')
    .description('agree to the terms of a permit')
    .argument('<taskId>')
    .option('--role <role>', 'in which role, where you hold several that it waits for', aRole)
    .option('--digest <sha256>', 'of the terms that you read; left out: of those at this moment')
    .option('--comment <text>', 'for the record')
    .option('--on-behalf-of <id>', 'whose role it is, where it was delegated to you')
    .addOption(
      new Option('--minutes <file>', "the board's minutes, of which the SHA-256 goes on record").conflicts(
        'minutesSha256',
      ),
    )
    .option(
      '--minutes-sha256 <sha256>',
      'the same where you have no file; one of the two is needed in role cab',
    )
    .action((taskId: string, options: ApproveOptions) => approve(session(), taskId, options));
};

export const addDeciding = (permit: Command, session: () => Session): void => {
  permit
    .command('review')
    .description('say that you have opened a permit')
    .argument('<taskId>')
    .action((taskId: string) => review(session(), taskId));
  addApprove(permit, session);
  permit
    .command('reject')
    .description('refuse a permit, for good')
    .argument('<taskId>')
    .requiredOption('--reason <text>', 'why, at least 10 characters')
    .action((taskId: string, options: { reason: string }) => reject(session(), taskId, options));
  permit
    .command('sponsor')
    .description('answer for the haste that its master asked for: all stages open, and less time')
    .argument('<taskId>')
    .option('--digest <sha256>', 'of the terms that you read; left out: of those at this moment')
    .action((taskId: string, options: { digest?: string }) => sponsor(session(), taskId, options));
  permit
    .command('archive')
    .description('put a permit away that has ended, as an operator')
    .argument('<taskId>')
    .action((taskId: string) => archive(session(), taskId));
  permit
    .command('revoke')
    .description('take a permit back')
    .argument('<taskId>')
    .requiredOption('--reason <text>', 'why')
    .addOption(new Option('--severity <severity>', 'how grave').choices(SEVERITIES))
    .action((taskId: string, options: RevokeOptions) => revoke(session(), taskId, options));
};
