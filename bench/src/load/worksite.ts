import { writeFile } from 'node:fs/promises';
import { commandSubject, eventFilters, parseEventSubject, taskRequested } from '@guildhall/contracts';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Json, JsonObject } from '../json.js';
import { readJson } from '../json.js';
import { defaultText, documentOf } from '../policy.js';
import { inRepository } from '../repository.js';
import type { Guildhall } from '../system/guildhall.js';
import { MASTER } from './tasks.js';

const WORKER = 'deployer-3';
const APPROVERS = { bob: 'engineering-director', carol: 'security-lead' } as const;
const EVERYBODY = [MASTER, WORKER, ...Object.keys(APPROVERS)];
/** Who hears everything. */
const AUDITOR = 'judy';

const TIMEOUT_MS = 30_000;
const AS_MANY_AS_WANTED = { commandsPerMinute: 1_000_000, burst: 1_000_000, refusalsPerMinute: 20 };

/** Writes the default policy to `path`, but for how often each may speak: the bench says in a minute what others say in a day. */
export const writeTalkativePolicy = async (path: string): Promise<void> => {
  const document = documentOf(defaultText());
  await writeFile(path, JSON.stringify({ ...document, limits: AS_MANY_AS_WANTED }));
};

/** The production deployment of the published vectors, of a service of its own, with what undoes it. */
const deploymentOf = (taskId: string): JsonObject => {
  const vector = readJson(inRepository('policies/vectors/default/seed-production-deployment.json'));
  const scope = { actions: ['deploy'], resources: [`service:${taskId}`], rollbackActions: ['restore'] };
  return { ...(vector as { task: JsonObject }).task, taskId, scope };
};

interface Heard {
  at: number;
  data: JsonObject;
}

/** What happens to permits, as somebody outside hears it. */
class Ear {
  readonly #waiting = new Map<string, (heard: Heard) => void>();

  static async on(nc: NatsConnection, ...types: string[]): Promise<Ear> {
    const ear = new Ear();
    for (const type of types)
      nc.subscribe(eventFilters.type(type), {
        callback: (error, message) => {
          const at = performance.now();
          const parsed = error ? undefined : parseEventSubject(message.subject);
          if (parsed) ear.#waiting.get(`${parsed.type} ${parsed.entity}`)?.({ at, data: message.json() });
        },
      });
    await nc.flush();
    return ear;
  }

  /** The next event of this type about this permit. */
  next(type: string, taskId: string): Promise<Heard> {
    const key = `${type} ${taskId}`;
    return new Promise<Heard>((resolve, reject) => {
      const late = setTimeout(() => {
        reject(new Error(`${key} was not heard`));
      }, TIMEOUT_MS);
      this.#waiting.set(key, (heard) => {
        clearTimeout(late);
        this.#waiting.delete(key);
        resolve(heard);
      });
    });
  }
}

const REQUESTED = 'permit.requested';
const REVOKED = 'permit.revoked';

/** Production deployments with all who take part in them, as they talk to a running system. */
export class Worksite {
  private constructor(
    private readonly connections: ReadonlyMap<string, NatsConnection>,
    private readonly ear: Ear,
  ) {}

  static async of(guildhall: Guildhall): Promise<Worksite> {
    const connections = new Map<string, NatsConnection>();
    for (const id of EVERYBODY) connections.set(id, await guildhall.connectAs(id));
    return new Worksite(connections, await Ear.on(await guildhall.connectAs(AUDITOR), REQUESTED, REVOKED));
  }

  /** Has a deployment approved by both who have to, and begun. */
  async begin(taskId: string): Promise<void> {
    const heard = this.ear.next(REQUESTED, taskId);
    await this.#request(MASTER, taskRequested(MASTER), deploymentOf(taskId));
    const { data } = await heard;
    const { permitDigest = '', terms = {} } = data;
    for (const [id, role] of Object.entries(APPROVERS))
      await this.#command(id, 'permit.approve', { taskId, role, permitDigest });
    await this.#command(WORKER, 'permit.start', startOf(taskId, terms as JsonObject));
  }

  /** Its worker reports `errorRate`; how long it takes until it is heard, by somebody else, that its permit is revoked. */
  async revokedAfter(taskId: string, errorRate: number): Promise<number> {
    const revoked = this.ear.next(REVOKED, taskId);
    const report = { taskId, tokens: 100, errorRate, requests: 1000 };
    const since = performance.now();
    const [{ at }] = await Promise.all([revoked, this.#command(WORKER, 'execution.heartbeat', report)]);
    return at - since;
  }

  async #command(id: string, name: string, payload: JsonObject): Promise<void> {
    const answer = await this.#request(id, commandSubject(id, name), payload);
    if (answer['ok'] !== true) throw new Error(`${name} of ${id}: ${JSON.stringify(answer)}`);
  }

  async #request(id: string, subject: string, body: Json): Promise<JsonObject> {
    const nc = this.connections.get(id);
    if (!nc) throw new Error(`${id} does not take part`);
    return (await nc.request(subject, JSON.stringify(body), { timeout: TIMEOUT_MS })).json();
  }
}

/** What the worker says when it starts exactly what was agreed to. */
const startOf = (taskId: string, terms: JsonObject): JsonObject => {
  const { definition = '', artifact = '', request = {} } = terms;
  const { environment = '', inputs = [] } = request as JsonObject;
  return { taskId, environment, definition, artifact, inputs };
};
