import type { WorkerItem, WorkerPage, WorkerStatus } from '@guildhall/contracts';
import type { Style } from './style.js';
import { facts, table } from './table.js';
import { fromNow } from './time.js';
import { levelText } from './words.js';

/** Only an active worker is eligible for anything. */
export const statusText = (status: WorkerStatus, { colour }: Style): string => {
  switch (status) {
    case 'active':
      return colour.green(status);
    case 'expired':
    case 'suspended':
      return colour.yellow(status);
    case 'revoked':
      return colour.red(status);
    case 'retired':
      return colour.dim(status);
    default:
      return status satisfies never;
  }
};

const certified = ({ level, probation, expiresAt }: WorkerItem, style: Style): string => {
  if (level === 0) return '-';
  const until = expiresAt === undefined ? 'for good' : `ends ${fromNow(expiresAt, style.now)}`;
  return probation ? `on probation, ${until}` : until;
};

const row = (worker: WorkerItem, style: Style): string[] => [
  worker.id,
  statusText(worker.status, style),
  String(worker.level),
  certified(worker, style),
  worker.capabilities.join(', '),
  worker.owners.join(', '),
  worker.name,
];

/** A page of workers, one in a row. */
export const renderWorkers = ({ workers, next }: WorkerPage, style: Style): string =>
  workers.length === 0
    ? 'No workers.'
    : [
        table(
          style,
          ['worker', 'status', 'level', 'certification', 'capabilities', 'owners', 'name'],
          workers.map((worker) => row(worker, style)),
        ),
        ...(next === undefined ? [] : ['', `more with --cursor ${next}`]),
      ].join('\n');

const lent = ({ emergencies = [] }: WorkerItem, { now }: Style): string | undefined =>
  emergencies.length === 0
    ? undefined
    : emergencies
        .map(({ emergencyId, expiresAt }) => `level 3 in ${emergencyId}, ends ${fromNow(expiresAt, now)}`)
        .join('; ');

/** One worker with everything that is known of it. */
export const renderWorker = (worker: WorkerItem, style: Style): string =>
  [
    `${style.colour.bold(worker.id)}  ${worker.name}`,
    facts(style, [
      ['status', statusText(worker.status, style)],
      ['level', levelText(worker.level)],
      ['certification', certified(worker, style)],
      ['emergencies', lent(worker, style)],
      ['kind', worker.kind],
      ['capabilities', worker.capabilities.join(', ')],
      ['owners', worker.owners.join(', ')],
      ['definition', worker.definition],
    ]),
  ].join('\n');
