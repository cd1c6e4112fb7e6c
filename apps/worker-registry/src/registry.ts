import { foldProvider } from '@guildhall/messaging';
import type { LogFold } from '@guildhall/messaging';
import { REGISTRY_EVENTS, emptyRegistry, evolveRegistry } from '@guildhall/worker';
import type { Registry, RegistryEvent } from '@guildhall/worker';

/** Nest token of the registry: all workers and masters, and how much each worker has to do. */
export const REGISTRY = Symbol('registry');
export type RegistryFold = LogFold<Registry, RegistryEvent>;

export const registryProvider = foldProvider<Registry, RegistryEvent>(REGISTRY, {
  name: 'registry-3',
  types: REGISTRY_EVENTS,
  initialState: emptyRegistry(),
  evolve: evolveRegistry,
});
