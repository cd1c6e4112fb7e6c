import type { Recorded, Stage } from '@guildhall/contracts';
import type { EventStore } from '@guildhall/event-store';
import { openStages, permitDecider } from '@guildhall/permit';
import type { RecordedPermitEvent } from '@guildhall/permit';

const { initialState, evolve } = permitDecider;

type Store = Pick<EventStore, 'read'>;

const eventsOf = async (store: Store, taskId: string): Promise<readonly Recorded[]> =>
  (await store.read('permit', taskId, { fresh: true })).events;

const openAfter = (events: readonly Recorded[]): Stage | undefined => {
  // An entity of context `permit` holds no other events.
  const permit = (events as readonly RecordedPermitEvent[]).reduce(evolve, initialState);
  return openStages(permit)[0];
};

/** The stage of the permit's plan whose turn has come with this very event; undefined where none's has. */
export const openedStage = async (
  store: Store,
  { entity, version }: Recorded<'permit.approval-recorded'>,
): Promise<Stage | undefined> => {
  const events = await eventsOf(store, entity);
  const before = openAfter(events.filter((event) => event.version < version));
  const after = openAfter(events.filter((event) => event.version <= version));
  return after?.stage === before?.stage ? undefined : after;
};

/**
 * Whether a place of the voided approval's role is free, and its stage's turn, once all that was appended with the event
 * has happened: the approval that voids another one may take its place.
 */
export const isPlaceFree = async (
  store: Store,
  { entity, version, causation, data }: Recorded<'permit.approval-voided'>,
): Promise<boolean> => {
  const events = await eventsOf(store, entity);
  const open = openAfter(events.filter((event) => event.version <= version || event.causation === causation));
  return open?.stage === data.stage && open.roles[data.role] !== undefined;
};
