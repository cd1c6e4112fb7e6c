import type { PermitResult } from '@guildhall/contracts';
import type { Client } from '../client/client.js';
import { isRefusedAs } from '../client/errors.js';

/**
 * The permit, for a command that is filled in from it; undefined where the caller may not read it or there is none, so
 * that the command, and not the reading, is what is refused.
 */
export const permitIfReadable = async (client: Client, taskId: string): Promise<PermitResult | undefined> => {
  try {
    return (await client.query('permit.get', { taskId })).result;
  } catch (error) {
    if (isRefusedAs(error, 'FORBIDDEN') || isRefusedAs(error, 'NOT_FOUND')) return undefined;
    throw error;
  }
};
