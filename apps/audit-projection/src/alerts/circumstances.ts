import { rolesOf, leftUndone, openStages, permitDecider } from '@guildhall/permit';
import type { Circumstances } from '@guildhall/audit';
import type { Recorded, Stage } from '@guildhall/contracts';
import type { EventStore } from '@guildhall/event-store';
import type { Permit, RecordedPermitEvent } from '@guildhall/permit';

const { initialState, evolve } = permitDecider;

type Store = Pick<EventStore, 'read'>;

/** What happened to a permit and to the work under it, in the order of the log. */
const eventsOf = async (store: Store, taskId: string): Promise<readonly Recorded[]> => {
  const read = async (context: 'permit' | 'execution'): Promise<readonly Recorded[]> =>
    (await store.read(context, taskId, { fresh: true })).events;
  // What is said of the work rests on the permit, so the permit is read last: it is at least as new.
  const work = await read('execution');
  return [...work, ...(await read('permit'))].sort((a, b) => a.position - b.position);
};

// An event that its own history does not allow changes nothing: what else happened is to be told all the same.
const next = (permit: Permit, event: RecordedPermitEvent): Permit => {
  try {
    return evolve(permit, event);
  } catch {
    return permit;
  }
};

const permitAfter = (events: readonly Recorded[]): Permit =>
  // These contexts hold no other events.
  (events as readonly RecordedPermitEvent[]).reduce(next, initialState);

const before = (event: Recorded) => (other: Recorded) => other.position < event.position;
const until = (event: Recorded) => (other: Recorded) => other.position <= event.position;
/** Up to the end of the append that the event was part of. */
const untilAll = (event: Recorded) => (other: Recorded) =>
  other.position <= event.position || other.causation === event.causation;

/** The stages whose turn has come with this very event. */
const openedBy = (event: Recorded, events: readonly Recorded[]): Stage[] => {
  const were = openStages(permitAfter(events.filter(before(event)))).map(({ stage }) => stage);
  return openStages(permitAfter(events.filter(until(event)))).filter(({ stage }) => !were.includes(stage));
};

// The approval that voids another one may take its place.
const isPlaceFree = (event: Recorded<'permit.approval-voided'>, events: readonly Recorded[]): boolean =>
  openStages(permitAfter(events.filter(untilAll(event)))).some(
    ({ stage, roles }) => stage === event.data.stage && roles[event.data.role] !== undefined,
  );

const confirmingOf = (
  event: Recorded<'execution.action-proposed'>,
  events: readonly Recorded[],
): Circumstances => {
  const permit = permitAfter(events.filter(until(event)));
  // What was announced in vain waits for nobody.
  if (permit.status === 'NONE' || !('work' in permit) || permit.work?.announced?.purpose === 'nothing')
    return {};
  const { request, requestedBy: master, plan } = permit.terms;
  return { confirming: { environment: request.environment, master, roles: rolesOf(plan) } };
};

const rollbackOf = (event: Recorded, events: readonly Recorded[]): Circumstances => {
  const rollback = leftUndone(permitAfter(events.filter(untilAll(event))));
  return rollback === undefined ? {} : { rollback };
};

/** What the log says about an event that makes an alert, and the event itself does not. */
export const circumstancesOf = async (store: Store, event: Recorded): Promise<Circumstances> => {
  switch (event.type) {
    case 'permit.sponsored':
      // Everybody is told of the haste, whosever turn it was before.
      return {
        opened: openStages(permitAfter((await eventsOf(store, event.entity)).filter(until(event)))),
      };
    case 'permit.approval-recorded':
      return { opened: openedBy(event, await eventsOf(store, event.entity)) };
    case 'permit.approval-voided':
      return { placeFree: isPlaceFree(event, await eventsOf(store, event.entity)) };
    case 'permit.completed':
      // What went well is not undone: nobody has to read the log for it.
      return event.data.outcome === 'success' ? {} : rollbackOf(event, await eventsOf(store, event.entity));
    case 'permit.revoked':
      return rollbackOf(event, await eventsOf(store, event.entity));
    case 'execution.action-proposed':
      return event.data.needsConfirmation ? confirmingOf(event, await eventsOf(store, event.entity)) : {};
    default:
      return {};
  }
};
