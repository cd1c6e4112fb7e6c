import { ROLES, SEVERITIES } from '@guildhall/contracts';
import type { Role, Severity } from '@guildhall/contracts';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import type { Client } from '../client/client.js';
import { noPartIn, roleToApproveIn } from '../permits/approval.js';
import { permitIfReadable } from '../permits/reading.js';
import { withClient } from '../session.js';
import type { Session } from '../session.js';
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
  minutesSha256?: string;
}

/** What the command line leaves out, as the permit stands now. */
const readTerms = async (client: Client, taskId: string, { role, digest }: ApproveOptions) => {
  const permit = await permitIfReadable(client, taskId);
  if (!permit) throw noPartIn(taskId);
  return {
    role: role ?? (await roleToApproveIn(client, permit)),
    permitDigest: digest ?? permit.permitDigest,
  };
};

const approve = (session: Session, taskId: string, options: ApproveOptions): Promise<void> =>
  withClient(session, async (client) => {
    const { digest, role: asked, ...more } = options;
    const { role, permitDigest } =
      asked && digest ? { role: asked, permitDigest: digest } : await readTerms(client, taskId, options);
    const done = await client.command('permit.approve', { taskId, role, permitDigest, ...more });
    await reportPermit(session, client, taskId, done, `You approved ${taskId} as ${role}.`);
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

const aRole = (value: string): Role => {
  const role = ROLES.find((known) => known === value);
  if (role === undefined) throw new InvalidArgumentError(`Roles are ${ROLES.join(', ')}.`);
  return role;
};

const addApprove = (permit: Command, session: () => Session): void => {
  permit
    .command('approve')
    .description('agree to the terms of a permit')
    .argument('<taskId>')
    .option('--role <role>', 'in which role, where you hold several that it waits for', aRole)
    .option('--digest <sha256>', 'of the terms that you read; left out: of those at this moment')
    .option('--comment <text>', 'for the record')
    .option('--on-behalf-of <id>', 'whose role it is, where it was delegated to you')
    .option('--minutes-sha256 <sha256>', "of the board's minutes; needed in role cab")
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
    .command('revoke')
    .description('take a permit back')
    .argument('<taskId>')
    .requiredOption('--reason <text>', 'why')
    .addOption(new Option('--severity <severity>', 'how grave').choices(SEVERITIES))
    .action((taskId: string, options: RevokeOptions) => revoke(session(), taskId, options));
};
