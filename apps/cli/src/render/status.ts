import type { Connection } from '../supervisor/connection.js';
import type { ProcessInfo, ProcessState } from '../supervisor/keeper.js';
import type { Style } from './style.js';
import { table } from './table.js';
import { span } from './time.js';

const stateText = (state: ProcessState, { colour }: Style): string => {
  switch (state) {
    case 'healthy':
      return colour.green(state);
    case 'starting':
    case 'waiting':
      return colour.yellow(state);
    case 'stopped':
      return colour.red(state);
    default:
      return state satisfies never;
  }
};

const row = (style: Style, { name, pid, state, since, restarts, lastExit }: ProcessInfo): string[] => [
  name,
  stateText(state, style),
  String(pid ?? '-'),
  span(style.now.getTime() - Date.parse(since)),
  restarts === 0 ? '-' : `${restarts} (${lastExit ?? 'unknown'})`,
];

export const renderStatus = (connection: Connection, home: string, style: Style): string =>
  [
    `Guildhall in ${home}, up for ${span(style.now.getTime() - Date.parse(connection.startedAt))}`,
    `NATS at ${style.colour.cyan(connection.nats)}`,
    '',
    table(
      style,
      ['process', 'state', 'pid', 'for', 'restarts'],
      connection.processes.map((process) => row(style, process)),
    ),
  ].join('\n');
