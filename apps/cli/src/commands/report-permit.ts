import type { Answer, Client } from '../client/client.js';
import { renderOpenPlan } from '../render/permit.js';
import { stateText } from '../render/words.js';
import type { Session } from '../session.js';

/** Says what was done, and how the permit stands now. */
export const reportPermit = async (
  session: Session,
  client: Client,
  taskId: string,
  done: Answer<unknown>,
  said: string,
): Promise<void> => {
  const { output } = session;
  const after = done.position;
  const permit = output.json ? undefined : (await client.query('permit.get', { taskId, after })).result;
  output.result(done, (style) => {
    const state = permit && `It is ${stateText(permit.state, style)}.`;
    const open = permit && renderOpenPlan(permit, style);
    const head = [style.colour.green('✓'), said, state].filter(Boolean).join(' ');
    return [head, open].filter(Boolean).join('\n');
  });
};
