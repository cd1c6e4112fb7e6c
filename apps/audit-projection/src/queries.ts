import { strangerRefusal } from '@guildhall/audit';
import { refuse } from '@guildhall/contracts';
import type { QueryName, QueryPayload, QueryResults, Refusal } from '@guildhall/contracts';
import type { DeadLetters } from '@guildhall/event-store';
import { identify } from './asking/caller.js';
import type { Answer, Answered, Question } from './asking/question.js';
import type { Database } from './database/database.js';
import { readCheckpoint } from './projection/checkpoint.js';
import type { Projection } from './projection/projection.js';
import { whatHappened } from './what-happened/query.js';
import { whatIsInTheLog } from './what-is-in-the-log/query.js';
import type { ReadableLog } from './what-is-in-the-log/query.js';
import { whereInTheLog } from './what-is-in-the-log/where.js';
import { whatWaitsForMe } from './what-waits-for-me/query.js';
import { whereAPermitStands } from './where-a-permit-stands/query.js';
import { whereATaskStands } from './where-a-task-stands/query.js';
import { whichEmergencies } from './which-emergencies/query.js';
import { whichKeysSign } from './which-keys-sign/query.js';
import { whichMasters } from './which-masters/query.js';
import { whichPeople } from './which-people/query.js';
import { whichDeadLetters } from './which-dead-letters/query.js';
import { whichAreSettled } from './which-dead-letters/settled.js';
import { whichPermits } from './which-permits/query.js';
import { whichPolicies, whichPolicy } from './which-policy/query.js';
import { whichWorkers } from './which-workers/query.js';
import { named, whoAmI } from './who-am-i/query.js';
import type { OpenPersonal } from './who-am-i/query.js';

export interface QueriesOptions {
  database: Database;
  projection: Pick<Projection, 'position' | 'reached'>;
  log: ReadableLog;
  deadLetters: DeadLetters;
  /** RFC 3339, UTC, milliseconds. */
  now: () => string;
  /** Without it, nobody is shown a name. */
  openPersonal?: OpenPersonal;
}

/** Every query by its name: asked by `caller`, whose identity is proven, with a payload of the published shape. */
export type Queries = {
  [N in QueryName]: (caller: string, payload: QueryPayload<N>) => Promise<Answered<QueryResults[N]>>;
};

const PATIENCE_MS = 5_000;

const notYet = (position: number): { refusal: Refusal } =>
  refuse('NOT_YET', `The view reflects the log up to position ${position} so far.`);

/** One look at the tables as they were at one position; nothing that happens meanwhile is seen. */
const look = <N extends QueryName, R>(
  { database, now }: QueriesOptions,
  question: Question<N, R>,
  caller: string,
  payload: QueryPayload<N>,
): Promise<Answered<R>> =>
  database.tables
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (view) => {
      const { position } = await readCheckpoint(view);
      const at = now();
      const known = await identify(view, caller, at);
      if (!known) return strangerRefusal();
      const answer: Answer<R> = await question({ view, caller: known, now: at }, payload);
      return 'refusal' in answer ? answer : { ...answer, position };
    });

/** The queries that the view answers (6.5), each within the rights of its caller (5.7). */
export const queriesOf = (options: QueriesOptions): Queries => {
  const { projection, log, deadLetters, openPersonal } = options;
  const asking =
    <N extends QueryName, R>(question: Question<N, R>) =>
    async (caller: string, payload: QueryPayload<N>): Promise<Answered<R>> => {
      const { after } = payload;
      if (after !== undefined && !(await projection.reached(after, PATIENCE_MS)))
        return notYet(projection.position);
      return look(options, question, caller, payload);
    };
  const identity = asking(whoAmI);
  const place = asking(whereInTheLog);
  return {
    'directory.whoami': async (caller, payload) => {
      const answer = await identity(caller, payload);
      return 'refusal' in answer ? answer : { ...answer, result: await named(answer.result, openPersonal) };
    },
    'directory.list': asking(whichPeople),
    'directory.jwks': asking(whichKeysSign),
    'task.get': asking(whereATaskStands),
    'task.story': asking(whatHappened),
    'permit.get': asking(whereAPermitStands),
    'permit.list': asking(whichPermits),
    'permit.inbox': asking(whatWaitsForMe),
    'emergency.list': asking(whichEmergencies),
    'worker.list': asking(whichWorkers),
    'master.list': asking(whichMasters),
    'policy.get': asking(whichPolicy),
    'policy.list': asking(whichPolicies),
    'dead-letter.list': (caller, payload) =>
      whichDeadLetters(deadLetters, payload, (letters) => asking(whichAreSettled(letters))(caller, payload)),
    'events.read': async (caller, payload) => {
      const answer = await place(caller, payload);
      if ('refusal' in answer) return answer;
      const { result, position } = answer;
      return { result: await whatIsInTheLog(log, payload, result, position), position };
    },
  };
};
