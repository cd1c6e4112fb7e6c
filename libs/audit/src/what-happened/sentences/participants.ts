import type { Tellers } from './teller.js';
import { listed, moment } from './words.js';

const answerable = (owners: readonly string[]): string =>
  `${listed(owners)} ${owners.length === 1 ? 'is' : 'are'} answerable for it`;

export const directoryTellers: Tellers<'directory'> = {
  'directory.enrolled': ({ entity, data: { roles } }) =>
    `${entity} is enrolled ${roles.length > 0 ? `as ${listed(roles)}` : 'without a role'}.`,
  'directory.credential-issued': ({ entity, data: { kind, revokes = [] } }) =>
    `${entity} gets a credential as ${kind}${revokes.length > 0 ? '; the one before is refused from here on' : ''}.`,
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
  'worker.certified': ({ entity, data: { level, probation, expiresAt } }) => {
    const on = probation ? ', on probation' : '';
    const until = expiresAt === undefined ? '' : `, until ${moment(expiresAt)}`;
    return `${entity} is certified for level ${level}${on}${until}.`;
  },
};

export const masterTellers: Tellers<'master'> = {
  'master.registered': ({ entity, data: { level, owners } }) =>
    `${entity} is registered and may ask for work up to level ${level}; ${answerable(owners)}.`,
};
