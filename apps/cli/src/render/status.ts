import type { ProcessState } from '../supervisor/keeper.js';
import type { ProcessStatus, Status } from '../system/status.js';
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

const MIB = 1024 * 1024;

const row = (style: Style, process: ProcessStatus): string[] => {
  const { name, pid, state, since, memory, restarts, lastExit } = process;
  return [
    name,
    stateText(state, style),
    String(pid ?? '-'),
    span(style.now.getTime() - Date.parse(since)),
    memory === undefined ? '-' : `${Math.round(memory / MIB)} MB`,
    restarts === 0 ? '-' : String(restarts),
    lastExit ?? '-',
  ];
};

export const renderStatus = (status: Status, home: string, style: Style): string =>
  [
    `Guildhall in ${home}, up for ${span(style.now.getTime() - Date.parse(status.startedAt))}`,
    `NATS at ${style.colour.cyan(status.nats)}`,
    '',
    table(
      style,
      ['process', 'state', 'pid', 'for', 'memory', 'restarts', 'last end'],
      status.processes.map((process) => row(style, process)),
    ),
  ].join('\n');
