import { TOKEN_SIGNER } from '@guildhall/contracts';
import type {
  CertificationRevocation,
  DirectoryChangeProposed,
  IncidentKind,
  Role,
  Suspension,
  TrustReset,
} from '@guildhall/contracts';
import type { Tellers } from './teller.js';
import { counted, listed, moment, saying } from './words.js';

const answerable = (owners: readonly string[]): string =>
  `${listed(owners)} ${owners.length === 1 ? 'is' : 'are'} answerable for it`;

const asRoles = (roles: readonly Role[]): string =>
  roles.length > 0 ? `as ${listed(roles)}` : 'without a role';

const proposed = (person: string, { change, roles = [] }: DirectoryChangeProposed): string => {
  switch (change) {
    case 'enroll':
      return `to enrol ${person} ${asRoles(roles)}`;
    case 'assign-roles':
      return `that ${person} holds ${roles.length > 0 ? `${listed(roles)} and nothing else` : 'no role'}`;
    case 'remove':
      return `to remove ${person}`;
  }
};

const SUSPENDED_BECAUSE: Record<Suspension, string> = {
  operator: 'an operator decided so',
  redefined: 'it is something else than what was certified',
  incident: 'an incident has to be reviewed first',
  overdue: 'its recertification is overdue',
};

const REVOKED_BECAUSE: Record<CertificationRevocation, string> = {
  incident: 'an incident',
  'policy-violation': 'a violation of the policy',
  'recertification-failed': 'a recertification that failed',
};

const RESET_BECAUSE: Record<TrustReset, string> = {
  person: 'it was decided so',
  bypass: 'it went past the log, or past who had to agree',
  redefined: 'it is another one than the one that was trusted',
  certification: 'its certification is revoked',
};

const INCIDENTS: Record<IncidentKind, string> = {
  'customer-outage': 'an outage for customers',
  'data-exposure': 'an exposure of data',
  'hard-block': 'an attempt at what a hard block bars in production',
  'failed-rollback': 'a rollback that failed',
  bypass: 'a bypass',
  other: 'something else',
};

export const directoryTellers: Tellers<'directory'> = {
  'directory.enrolled': ({ entity, data: { roles } }) => `${entity} is enrolled ${asRoles(roles)}.`,
  'directory.change-proposed': ({ entity, data }) =>
    `${data.by} proposes ${proposed(entity, data)}; the governance board has to confirm it.`,
  'directory.roles-changed': ({ entity, data: { roles } }) =>
    `${entity} holds ${roles.length > 0 ? `${listed(roles)} and nothing else` : 'no role'} from here on.`,
  'directory.delegated': ({ entity, data: { role, to, until } }) =>
    `${entity} lets ${to} act as ${role} until ${moment(until)}.`,
  'directory.delegation-ended': ({ entity, data: { role, to, by } }) =>
    `${by} ends the delegation of ${role} from ${entity} to ${to}.`,
  'directory.removed': ({ entity }) => `${entity} is removed, and decides on nothing any more.`,
  'directory.credential-issued': ({ entity, data: { kind, revokes = [] } }) =>
    kind === TOKEN_SIGNER
      ? `${entity} signs capability tokens with a new key from here on.`
      : `${entity} gets a credential as ${kind}${revokes.length > 0 ? '; the one before is refused from here on' : ''}.`,
  'directory.credential-revoked': ({ entity, data: { by } }) => `${by} revokes the credential of ${entity}.`,
  'directory.bootstrap-completed': () =>
    'The first boot is complete: tasks are accepted, nothing is imported any more.',
};

export const claimTellers: Tellers<'claim'> = {
  'claim.claimed': ({ data: { id, kind } }) => `The id ${id} is taken by a ${kind}.`,
};

export const workerTellers: Tellers<'worker'> = {
  'worker.registered': ({ entity, data: { definition } }) =>
    `${entity} is registered for ${listed(definition.capabilities)}; ${answerable(definition.owners)}.`,
  'worker.redefined': ({ entity, data: { definition } }) =>
    `${entity} has a new definition, for ${listed(definition.capabilities)}; ${answerable(definition.owners)}.`,
  'worker.certified': ({ entity, data: { level, probation, expiresAt } }) => {
    const on = probation ? ', on probation' : '';
    const until = expiresAt === undefined ? '' : `, until ${moment(expiresAt)}`;
    return `${entity} is certified for level ${level}${on}${until}.`;
  },
  'worker.certification-suspended': ({ entity, data: { kind, by, text } }) => {
    const why = text === undefined ? `: ${SUSPENDED_BECAUSE[kind]}` : saying(text);
    return by === undefined ? `${entity} is suspended${why}.` : `${by} suspends ${entity}${why}.`;
  },
  'worker.certification-revoked': ({ entity, data: { kind, by, text } }) =>
    `${by} revokes the certification of ${entity} because of ${REVOKED_BECAUSE[kind]}${saying(text)}.`,
  'worker.emergency-certified': ({ entity, data: { emergencyId, level, expiresAt } }) =>
    `${entity} has level ${level} for permits of emergency ${emergencyId} until ${moment(expiresAt)}.`,
  'worker.emergency-ended': ({ entity, data: { emergencyId } }) =>
    `${entity} has nothing from emergency ${emergencyId} any more.`,
  'worker.successes-counted': ({ entity, data: { taskId, successes } }) =>
    `${counted(successes, 'successful action')} under ${taskId} ${successes === 1 ? 'counts' : 'count'} towards the trust in ${entity}.`,
  'worker.trust-raised': ({ entity, data: { to, successes } }) =>
    `${entity} is ${to} from here on, after ${counted(successes, 'successful action')}.`,
  'worker.trust-reset': ({ entity, data: { reason, by } }) => {
    const why = `because ${RESET_BECAUSE[reason.kind]}${saying(reason.text)}`;
    return by === undefined
      ? `${entity} is supervised from here on, ${why}.`
      : `${by} resets the trust in ${entity}, which is supervised from here on, ${why}.`;
  },
  'worker.incident-reported': ({ entity, data: { severity, kind, text, taskId, by } }) => {
    const where = taskId === undefined ? '' : ` under ${taskId}`;
    const what = `a ${severity} incident of ${entity}${where}, ${INCIDENTS[kind]}${saying(text)}`;
    return by === undefined ? `The log shows ${what}.` : `${by} reports ${what}.`;
  },
  'worker.retired': ({ entity, data: { by, reason } }) => `${by} retires ${entity}${saying(reason)}.`,
};

export const masterTellers: Tellers<'master'> = {
  'master.registered': ({ entity, data: { level, owners } }) =>
    `${entity} is registered and may ask for work up to level ${level}; ${answerable(owners)}.`,
  'master.changed': ({ entity, data: { level, owners } }) =>
    `${entity} may ask for work up to level ${level} from here on; ${answerable(owners)}.`,
  'master.retired': ({ entity, data: { by, reason } }) => `${by} retires ${entity}${saying(reason)}.`,
};
