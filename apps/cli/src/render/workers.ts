import type { WorkerItem, WorkerPage, WorkerStatus } from '@guildhall/contracts';
import type { Style } from './style.js';
import { facts, more, table } from './table.js';
import { fromNow, shortTime } from './time.js';
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

const wayAhead = ({ probation, successes, nextTrust }: WorkerItem, { now }: Style): string => {
  if (!nextTrust) return '';
  const { trust, successes: needed, notBefore } = nextTrust;
  const earliest = notBefore === undefined ? '' : `, not before ${shortTime(notBefore, now)}`;
  const probed = probation ? ', once its probation is over' : '';
  return `; ${successes} of ${needed} successful actions to ${trust}${earliest}${probed}`;
};

// On probation it is watched as if nobody knew it yet.
const watched = ({ probation, trust }: WorkerItem): string =>
  probation && trust !== 'supervised' ? `supervised (${trust} after its probation)` : trust;

const row = (worker: WorkerItem, style: Style): string[] => [
  worker.id,
  statusText(worker.status, style),
  String(worker.level),
  certified(worker, style),
  watched(worker),
  worker.capabilities.join(', '),
  worker.owners.join(', '),
  worker.name,
];

/** A page of workers, one in a row. */
export const renderWorkers = (page: WorkerPage, style: Style): string =>
  page.workers.length === 0
    ? 'No workers.'
    : [
        table(
          style,
          ['worker', 'status', 'level', 'certification', 'trust', 'capabilities', 'owners', 'name'],
          page.workers.map((worker) => row(worker, style)),
        ),
        ...more(page),
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
      ['trust', `${watched(worker)}${wayAhead(worker, style)}`],
      ['emergencies', lent(worker, style)],
      ['kind', worker.kind],
      ['capabilities', worker.capabilities.join(', ')],
      ['owners', worker.owners.join(', ')],
      ['definition', worker.definition],
    ]),
  ].join('\n');
