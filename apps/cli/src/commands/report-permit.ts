import type { PermitResult } from '@guildhall/contracts';
import type { Answer, Client } from '../client/client.js';
import { ClientError, RefusedError } from '../client/errors.js';
import { renderOpenPlan } from '../render/permit.js';
import { stateText } from '../render/words.js';
import type { Session } from '../session.js';

/**
 * How the permit stands after what was done; undefined where its view cannot be asked: what was done is done all the same.
 */
export const permitNow = async (
  client: Client,
  taskId: string,
  after: number,
): Promise<PermitResult | undefined> => {
  try {
    return (await client.query('permit.get', { taskId, after })).result;
  } catch (error) {
    if (error instanceof ClientError || error instanceof RefusedError) return undefined;
    throw error;
  }
};

/** Says what was done, and how the permit stands now. */
export const reportPermit = async (
  session: Session,
  client: Client,
  taskId: string,
  done: Answer<unknown>,
  said: string,
): Promise<void> => {
  const { output } = session;
  const permit = output.json ? undefined : await permitNow(client, taskId, done.position);
  output.result(done, (style) => {
    const state = permit && `It is ${stateText(permit.state, style)}.`;
    const open = permit && renderOpenPlan(permit, style);
    const head = [style.colour.green('✓'), said, state].filter(Boolean).join(' ');
    return [head, open].filter(Boolean).join('\n');
  });
};
