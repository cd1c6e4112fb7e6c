import type { PermitRow } from '@guildhall/audit';
import { hasCome } from '@guildhall/contracts';
import { whoCouldApprove } from '@guildhall/permit';
import type { FreePlace, Others } from '@guildhall/permit';
import type { Held } from '../database/tables.js';

/**
 * Whether the time to decide is over though the permit's state does not say so yet: its review deadline or the end of
 * the window that it asks for has come. Then every command is refused (3.5).
 */
export const isOverdue = ({ state, deadline, permit }: PermitRow<Held>, now: string): boolean => {
  if (state !== 'REQUESTED' && state !== 'UNDER_REVIEW') return false;
  const { window } = permit.terms;
  const windowEnded = 'notAfter' in window && hasCome(window.notAfter, now);
  return windowEnded || (deadline !== null && hasCome(deadline, now));
};

/** The places of its plan that are free, and who could take them. */
export const freePlaces = (row: PermitRow<Held>, others: Others, now: string): FreePlace[] =>
  isOverdue(row, now) ? [] : whoCouldApprove(row.permit, others);
