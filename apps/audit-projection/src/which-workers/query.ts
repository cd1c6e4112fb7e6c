import { addDuration, hasCome } from '@guildhall/contracts';
import type { TrustRules, WorkerItem } from '@guildhall/contracts';
import { BY_ID, pageOf } from '../asking/pages.js';
import type { Question } from '../asking/question.js';
import { policyInForce } from '../which-policy/in-force.js';

/** The next step of trust, and what it takes (1.7). */
const stepAhead = (
  { status, trust, trustSince }: WorkerItem,
  { monitoredAfter, autonomousAfter, autonomousNotBefore }: TrustRules,
): Pick<WorkerItem, 'nextTrust'> => {
  if (status === 'retired' || trust === 'autonomous') return {};
  if (trust === 'supervised') return { nextTrust: { trust: 'monitored', successes: monitoredAfter } };
  const notBefore = addDuration(trustSince, autonomousNotBefore);
  return { nextTrust: { trust: 'autonomous', successes: autonomousAfter, notBefore } };
};

/** What time alone has made of a worker: no event says that a certification or an emergency has run out. */
const workerAt = (
  { emergencies = [], ...view }: WorkerItem,
  now: string,
  rules: TrustRules | undefined,
): WorkerItem => {
  const { status, expiresAt } = view;
  const isExpired = status === 'active' && expiresAt !== undefined && hasCome(expiresAt, now);
  const running = emergencies.filter((emergency) => !hasCome(emergency.expiresAt, now));
  return {
    ...view,
    status: isExpired ? 'expired' : status,
    ...(running.length > 0 ? { emergencies: running } : {}),
    ...(rules ? stepAhead(view, rules) : {}),
  };
};

/** Which workers are there, and what may they do? By id. */
export const whichWorkers: Question<'worker.list'> = async ({ view, now }, payload) => {
  const rules = (await policyInForce(view))?.document.trust;
  const page = await pageOf(payload, BY_ID, {
    rows: (after, count) =>
      view
        .selectFrom('workers')
        .selectAll()
        .where('id', '>', after?.[0] ?? '')
        .orderBy('id')
        .limit(count)
        .execute(),
    itemOf: (row) => workerAt(row.view, now, rules),
  });
  return 'refusal' in page ? page : { result: { workers: page.items, ...page.next } };
};
