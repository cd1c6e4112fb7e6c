import { INTAKE_FACT_TYPES, evolveIntakeFacts, initialIntakeFacts } from '@guildhall/risk';
import type { IntakeFactEvent, IntakeFacts } from '@guildhall/risk';
import { foldProvider } from '@guildhall/messaging';
import type { LogFold } from '@guildhall/messaging';

/** Nest token of what the intake knows of masters, emergencies, policies and the first boot. */
export const FACTS = Symbol('intake facts');
export type Facts = LogFold<IntakeFacts, IntakeFactEvent>;

export const factsProvider = foldProvider<IntakeFacts, IntakeFactEvent>(FACTS, {
  name: 'intake-facts-2',
  types: INTAKE_FACT_TYPES,
  initialState: initialIntakeFacts,
  evolve: evolveIntakeFacts,
});
