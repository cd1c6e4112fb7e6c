import type { Command } from 'commander';
import { untilInterrupted } from '../interrupted.js';
import { renderAlert, renderBack, renderDeaf } from '../render/alert.js';
import { withClient } from '../session.js';
import type { Session } from '../session.js';

const listen = (session: Session): Promise<void> =>
  withClient(session, async (client) => {
    const { output } = session;
    const hearing = {
      listening: () => {
        output.say(({ colour }) => colour.dim('Listening for alerts. Stop it with Ctrl-C.'));
      },
      deaf: () => {
        output.complain(renderDeaf);
      },
      back: (lost: Date) => {
        output.complain((style) => renderBack(lost, style));
      },
    };
    for await (const alert of client.alerts(untilInterrupted(), hearing))
      output.item(alert, (style) => renderAlert(alert, style));
  });

export const addAlerts = (program: Command, session: () => Session): void => {
  program
    .command('alerts')
    .description('alerts as they are raised, until Ctrl-C; for operators and auditors')
    .action(() => listen(session()));
};
