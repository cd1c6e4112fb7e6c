import { JETSTREAM_PING } from '@guildhall/contracts';
import { jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { differences } from './differences.js';
import { logStreamSettings } from './streams.js';
import type { StreamSettings } from './streams.js';
import { versionProblem } from './version.js';

/** What makes a broker unsafe to run on; nothing where it is safe. */
export interface BrokerCheck {
  /** One sentence each: what is wrong, where, and what to do. */
  problems: string[];
}

/** Part of a server's answer on `JETSTREAM_PING`. */
export interface ServerReport {
  server: { name: string; ver: string };
  data?: { disabled?: boolean; config?: { sync_always?: boolean } };
}

/** Problems of one server, from its own report. A server without JetStream stores nothing, so only its version counts. */
export const serverProblems = ({ server, data }: ServerReport): string[] => {
  const tooOld = versionProblem(server.ver);
  const unsafe = data?.disabled !== true && data?.config?.sync_always !== true;
  return [
    ...(tooOld === undefined ? [] : [tooOld]),
    ...(unsafe
      ? [
          `nats-server ${server.name} acknowledges what is not on the disk yet: ` +
            'set `sync_interval: always` in the `jetstream` block of its configuration',
        ]
      : []),
  ];
};

const reports = async (probe: NatsConnection): Promise<ServerReport[]> => {
  const found: ServerReport[] = [];
  const answers = await probe.requestMany(JETSTREAM_PING, '', {
    strategy: 'stall',
    maxWait: 2000,
  });
  for await (const answer of answers) found.push(answer.json<ServerReport>());
  return found;
};

const problemsOfServers = async (probe: NatsConnection): Promise<string[]> => {
  const found = await reports(probe).catch(() => []);
  if (found.length === 0) return ['no nats-server says how it is set up: check the `.creds` of the probe'];
  return found.flatMap(serverProblems);
};

const streamProblems = async (jsm: JetStreamManager, wanted: StreamSettings): Promise<string[]> => {
  try {
    const { config } = await jsm.streams.info(wanted.name);
    // How many copies there are is up to whoever set up the broker.
    return differences({ ...wanted, num_replicas: config.num_replicas }, config).map(
      (difference) => `stream ${wanted.name}: ${difference}; restore it as it was made`,
    );
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [`stream ${wanted.name}: ${why}; run \`guildhall up\`, which makes what is missing`];
  }
};

/**
 * The checks of 6.2 that a service makes before it runs: version of every server, settings of every stream, and that
 * acknowledged means on the disk. `nc` is the service's own connection, `probe` one with the `.creds` of the probe.
 */
export const checkBroker = async (nc: NatsConnection, probe: NatsConnection): Promise<BrokerCheck> => {
  const tooOld = versionProblem(nc.info?.version ?? 'unknown');
  const jsm = await jetstreamManager(nc, { checkAPI: false });
  const streams = await Promise.all(logStreamSettings().map((wanted) => streamProblems(jsm, wanted)));
  const servers = await problemsOfServers(probe);
  const problems = [...(tooOld === undefined ? [] : [tooOld]), ...servers, ...streams.flat()];
  return { problems: [...new Set(problems)] };
};
