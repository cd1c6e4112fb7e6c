import type { Outcome, PermitResult } from '@guildhall/contracts';
import type { Answer, Client } from '../client/client.js';
import { ifAnswered } from '../client/if-answered.js';
import { failed } from '../failure.js';
import { renderOpenPlan } from '../render/permit.js';
import { stateText } from '../render/words.js';
import type { Session } from '../session.js';

const permitNow = async (client: Client, taskId: string, after: number): Promise<PermitResult | undefined> =>
  (await ifAnswered(client.query('permit.get', { taskId, after })))?.result;

const tell = (
  { output }: Session,
  done: Answer<unknown>,
  said: string,
  permit: PermitResult | undefined,
): void => {
  output.result(done, (style) => {
    const state = permit && `It is ${stateText(permit.state, style)}.`;
    const open = permit && renderOpenPlan(permit, style);
    const head = [style.colour.green('✓'), said, state].filter(Boolean).join(' ');
    return [head, open].filter(Boolean).join('\n');
  });
};

/** Says what was done, and how the permit stands now. */
export const reportPermit = async (
  session: Session,
  client: Client,
  taskId: string,
  done: Answer<unknown>,
  said: string,
): Promise<void> => {
  tell(session, done, said, session.output.json ? undefined : await permitNow(client, taskId, done.position));
};

/**
 * The same of a completion. Fails where it took the permit back, because of an action that is not on record or more time
 * than was allowed: then it is not completed, whatever its worker says.
 */
export const reportCompletion = async (
  session: Session,
  client: Client,
  taskId: string,
  done: Answer<unknown>,
  outcome: Outcome,
): Promise<void> => {
  const permit = await permitNow(client, taskId, done.position);
  if (permit?.revocation)
    throw failed(
      `${taskId} is not completed but revoked: ${permit.revocation.text ?? permit.revocation.kind}`,
    );
  tell(session, done, `You completed ${taskId}: ${outcome}.`, permit);
};
