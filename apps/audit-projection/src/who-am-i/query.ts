import type { Caller, PersonRow } from '@guildhall/audit';
import type { Personal, Role, Sealed, WhoAmI } from '@guildhall/contracts';
import type { Transaction } from 'kysely';
import type { Question } from '../asking/question.js';
import type { Tables } from '../database/tables.js';

/** Opens what is sealed about a person; undefined where the key is gone. */
export type OpenPersonal = (sealed: Sealed) => Promise<Personal | undefined>;

/** A caller, with the name still sealed. */
export interface Identity {
  who: WhoAmI;
  personal?: Sealed;
}

const person = async (view: Transaction<Tables>, id: string): Promise<Identity> => {
  const row: PersonRow = await view
    .selectFrom('people')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const who = { id, kind: 'person' as const, roles: Object.keys(row.roles) as Role[] };
  return row.personal ? { who, personal: row.personal } : { who };
};

const master = async (view: Transaction<Tables>, id: string): Promise<Identity> => {
  const { level, owners, capabilities } = await view
    .selectFrom('masters')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return { who: { id, kind: 'master', level, owners, ...(capabilities ? { capabilities } : {}) } };
};

const worker = async (view: Transaction<Tables>, id: string): Promise<Identity> => {
  const { level, owners, capabilities } = (
    await view.selectFrom('workers').select('view').where('id', '=', id).executeTakeFirstOrThrow()
  ).view;
  return { who: { id, kind: 'worker', level, owners, capabilities } };
};

const identityOf = (view: Transaction<Tables>, { kind, id }: Caller): Promise<Identity> => {
  switch (kind) {
    case 'person':
      return person(view, id);
    case 'master':
      return master(view, id);
    case 'worker':
      return worker(view, id);
    case 'system':
      return Promise.resolve({ who: { id, kind } });
  }
};

/** Who am I? The caller as the directory or the registry knows it. */
export const whoAmI: Question<'directory.whoami', Identity> = async ({ view, caller }) => ({
  result: await identityOf(view, caller),
});

/**
 * The identity with the person's name in clear, where there is a way to open it. Only people see it, and only their
 * own: nobody learns anything by it, so no `audit.accessed` is recorded.
 */
export const named = async ({ who, personal }: Identity, open: OpenPersonal | undefined): Promise<WhoAmI> => {
  if (who.kind !== 'person' || !personal || !open) return who;
  return { ...who, name: (await open(personal))?.name ?? '[erased]' };
};
