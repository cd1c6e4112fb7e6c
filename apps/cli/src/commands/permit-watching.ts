import { untilInterrupted } from '../interrupted.js';
import { renderInboxChange } from '../render/permits.js';
import { renderStoryLine } from '../render/story.js';
import { withClient } from '../session.js';
import type { Session } from '../session.js';
import { watchInbox } from '../watch/inbox.js';
import { watchPermit } from '../watch/permit.js';

/** Tells the story of a permit as it happens, until it is over. */
export const watch = (session: Session, taskId: string): Promise<void> =>
  withClient(session, async (client) => {
    for await (const line of watchPermit(client, taskId, untilInterrupted()))
      session.output.item(line, (style) => renderStoryLine(line, style));
  });

/** Tells what waits for the caller, and every change of that, until it is interrupted. */
export const followInbox = (session: Session): Promise<void> =>
  withClient(session, async (client) => {
    const { output } = session;
    for await (const changes of watchInbox(client, untilInterrupted())) {
      if (changes.length === 0) output.say(({ colour }) => colour.dim('Nothing waits for you yet.'));
      for (const change of changes) output.item(change, (style) => renderInboxChange(change, style));
    }
  });
