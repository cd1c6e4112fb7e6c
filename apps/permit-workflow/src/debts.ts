import { foldProvider } from '@guildhall/messaging';
import type { LogFold } from '@guildhall/messaging';
import { DEBT_EVENTS, evolveDebts, noDebts } from '@guildhall/permit';
import type { DebtEvent, ReviewDebts } from '@guildhall/permit';

/** Nest token of which emergencies owe a review. */
export const DEBTS = Symbol('debts');

export type DebtFold = LogFold<ReviewDebts, DebtEvent>;

export const debtsProvider = foldProvider<ReviewDebts, DebtEvent>(DEBTS, {
  name: 'review-debts-1',
  types: DEBT_EVENTS,
  initialState: noDebts,
  evolve: evolveDebts,
});
