import { COMMANDS, EVENTS, QUERIES } from '../src/index.js';
import type {
  CommandName,
  CommandPayload,
  EventType,
  QueryName,
  QueryPayload,
  WorkerRegistered,
} from '../src/index.js';
import { golden } from './golden.js';

const SHA = 'a'.repeat(64);

const { definition } = golden('worker.registered').body as WorkerRegistered;

/** A payload of every command, with all its optional fields. */
export const COMMAND_SAMPLES: { [N in CommandName]: CommandPayload<N> } = {
  'task.withdraw': { taskId: 't1', reason: 'No longer wanted.' },
  'task.override': {
    taskId: 't1',
    overrides: [
      {
        softBlock: 'expedited-approval',
        justification: 'Customers are waiting for it.',
        sponsor: 'dave',
        plan: 'One after the other.',
      },
    ],
  },
  'permit.review': { taskId: 't1' },
  'permit.approve': {
    taskId: 't1',
    role: 'cab',
    permitDigest: SHA,
    comment: 'Go.',
    onBehalfOf: 'grace',
    minutesSha256: SHA,
    signature: 'c2lnbmVk',
  },
  'permit.reject': { taskId: 't1', reason: 'Not on a Friday evening.' },
  'permit.revoke': { taskId: 't1', reason: 'The image is not the one.', severity: 'critical' },
  'permit.start': {
    taskId: 't1',
    environment: 'production',
    definition: SHA,
    artifact: SHA,
    inputs: [{ name: 'image', sha256: SHA }],
  },
  'permit.complete': { taskId: 't1', outcome: 'success', summary: 'Done.', lastSeq: 3 },
  'directory.import': {
    sha256: SHA,
    people: [{ id: 'bob', name: 'Bob Baker', email: 'bob@example.org', roles: ['engineering-director'] }],
  },
  'directory.complete-bootstrap': { sha256: SHA },
  'master.import': {
    sha256: SHA,
    masters: [{ id: 'cicd-master', level: 3, owners: ['zoe'], capabilities: ['deploy'] }],
  },
  'worker.import': { sha256: SHA, workers: [{ level: 3, definition }] },
};

/** A payload of every query, with all its optional fields. */
export const QUERY_SAMPLES: { [N in QueryName]: QueryPayload<N> } = {
  'directory.whoami': { after: 17 },
  'task.get': { taskId: 't1', after: 17 },
  'task.story': { taskId: 't1', after: 17 },
  'permit.get': { taskId: 't1', after: 17 },
  'permit.list': {
    after: 17,
    limit: 50,
    cursor: 'abc',
    state: 'ACTIVE',
    level: 3,
    worker: 'deployer-3',
    master: 'cicd-master',
  },
  'permit.inbox': { after: 17, limit: 50, cursor: 'abc' },
  'worker.list': { after: 17, limit: 50, cursor: 'abc' },
  'policy.get': { after: 17 },
};

interface Sample {
  name: string;
  type: new () => object;
  value: unknown;
}

const samples = <N extends string>(
  kind: string,
  types: Record<N, new () => object>,
  valueOf: (name: N) => unknown,
): Sample[] =>
  (Object.keys(types) as N[]).map((name) => ({
    name: `${kind} ${name}`,
    type: types[name],
    value: valueOf(name),
  }));

/** Every message that goes over the wire, each with a value. */
export const SAMPLES: Sample[] = [
  ...samples('event', EVENTS, (type: EventType) => golden(type).body),
  ...samples('command', COMMANDS, (name: CommandName) => COMMAND_SAMPLES[name]),
  ...samples('query', QUERIES, (name: QueryName) => QUERY_SAMPLES[name]),
];
