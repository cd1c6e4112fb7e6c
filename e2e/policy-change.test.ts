import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { PolicyDocument, Task } from '@guildhall/contracts';
import { assess, parsePolicy } from '@guildhall/risk';
import { waitFor } from '@guildhall/testing';
import { parse } from 'yaml';
import { problemsOf } from './check-log.js';
import { digest } from './support/canonical.js';
import { Guild } from './support/guild.js';
import { textOf } from './support/log-event.js';
import type { JsonObject, LogEvent } from './support/log-event.js';
import { granted } from './support/participant.js';
import { Patient } from './support/patient.js';
import { Processes } from './support/processes.js';
import { deployment, exploration } from './support/tasks.js';

jest.setTimeout(180_000);

const DEFAULT = parse(
  readFileSync(new URL('../policies/default.yaml', import.meta.url), 'utf8'),
) as JsonObject;

/** The default policy under another version, with these keys instead. */
const policyWith = (version: string, changes: JsonObject): JsonObject => ({
  ...DEFAULT,
  version,
  ...changes,
});

const factors = DEFAULT['factors'] as JsonObject;
/** By it every task of the load has a score of its own, and those in dev need a manager. */
const DEARER = policyWith('dearer', {
  factors: { ...factors, environment: { local: 2, dev: 6, test: 6, staging: 7, production: 10 } },
});

let guild: Guild;
let people: Patient;
let processes: Processes;
beforeAll(async () => {
  // Named for the start, the file of the first policy must not keep the service from coming back when another is in force.
  guild = await Guild.start({ policy: {} }, ['evt.policy.>', 'evt.task.>', 'evt.refusal.>', 'evt.permit.>']);
  people = new Patient(guild);
  processes = new Processes(guild.system.home);
});
afterAll(() => guild[Symbol.asyncDispose]());

/** Everybody says it until they are answered, under one id. */
const propose = (who: string, document: JsonObject) =>
  people.insist(who, 'policy.propose', { document }, `propose-${textOf(document, 'version')}`);
const endorse = (who: string, document: JsonObject) =>
  people.insist(
    who,
    'policy.endorse',
    { sha256: digest(document) },
    `endorse-${textOf(document, 'version')}`,
  );

describe('a policy that is changed while tasks flow, by a service that is killed', () => {
  const EVERY_MS = 100;
  const AT_ONCE = 10;
  /** So many tasks are assessed before it is proposed, and asked for after it is in force and the service is back. */
  const AMPLE = 200;

  const acknowledged: Promise<number>[] = [];
  const asked: string[] = [];
  /** How many were asked for when the second member of the board was told that the policy is in force. */
  let askedBefore = Infinity;
  let log: LogEvent[];

  // Half of them need nobody's approval by either policy, half of them only by the first; of two masters.
  const taskOf = (taskId: string, index: number): [string, object] =>
    index % 2 === 0
      ? ['development-master', exploration(taskId)]
      : ['coordinator-master', changeInDev(taskId)];
  const changeInDev = (taskId: string) =>
    exploration(taskId, {
      environment: 'dev',
      readOnly: false,
      operation: 'documentation',
      capability: 'deploy',
      scope: { actions: ['edit'], resources: [`repo:${taskId}`] },
      justification: 'The parser has had no documentation so far.',
    });

  const askForSome = (): void => {
    for (let n = 0; n < AT_ONCE; n++) {
      const index = asked.length;
      const taskId = `flow-${index}`;
      asked.push(taskId);
      const [master, task] = taskOf(taskId, index);
      acknowledged.push(people.submit(task, master));
    }
  };

  const flow = async (until: () => boolean): Promise<void> => {
    while (!until()) {
      askForSome();
      await pause(EVERY_MS);
    }
  };

  const changed = async (): Promise<void> => {
    const isAssessed = ({ type }: LogEvent): boolean => type === 'task.assessed';
    await waitFor(() => guild.ear.heard.filter(isAssessed).length >= AMPLE, { within: 30_000 });
    granted(await propose('olivia', DEARER));
    granted(await endorse('gwen', DEARER));
    const killed = guild.ear
      .first(
        'the publication',
        ({ type, data }) => type === 'policy.published' && data['basis'] === 'endorsed',
      )
      .then(() => processes.kill('risk-assessment'));
    const { result } = granted(await endorse('george', DEARER));
    askedBefore = asked.length;
    expect(result).toMatchObject({ status: 'in-force', endorsedBy: ['gwen', 'george'] });
    expect(await killed).toBe(true);
    await processes.allHealthy();
  };

  const isOf = (event: LogEvent): boolean => event.entity.startsWith('flow-');
  const published = (): Map<string, JsonObject> =>
    new Map(
      log
        .filter(({ type }) => type === 'policy.published')
        .map(({ data }) => [textOf(data, 'sha256'), data['document'] as JsonObject]),
    );
  const assessed = (): LogEvent[] => log.filter((event) => event.type === 'task.assessed' && isOf(event));
  const hashOf = ({ data }: LogEvent): string =>
    textOf((data['assessment'] as JsonObject)['policy'] as JsonObject, 'sha256');

  beforeAll(async () => {
    let askedWhenBack = Infinity;
    const change = changed().then(() => (askedWhenBack = asked.length));
    // Whatever becomes of the change, the load has its end.
    let failed = false;
    change.catch(() => (failed = true));
    await flow(() => failed || asked.length >= askedWhenBack + AMPLE);
    await change;
    await Promise.all(acknowledged);
    const opened = ['permit.issued', 'permit.requested', 'assignment.denied', 'task.refused'];
    await waitFor(
      async () => {
        log = await guild.log();
        return log.filter((event) => opened.includes(event.type) && isOf(event)).length >= asked.length;
      },
      { within: 60_000, what: 'every task to come to its permit' },
    );
  });

  test('every task is assessed once and comes to its permit once', () => {
    const types = new Map<string, string[]>(asked.map((taskId) => [taskId, []]));
    for (const event of log.filter(isOf)) types.get(event.entity)?.push(event.type);
    const perLevel = (first: string) => ['task.assessed', 'assignment.made', first];
    const expected = new Map(
      assessed().map(({ entity, data }) => [
        entity,
        perLevel((data['assessment'] as JsonObject)['level'] === 0 ? 'permit.issued' : 'permit.requested'),
      ]),
    );
    expect(asked.length).toBeGreaterThan(2 * AMPLE);
    expect(Object.fromEntries(types)).toEqual(Object.fromEntries(expected));
    expect(problemsOf(log)).toEqual([]);
  });

  test('every assessment is what its one policy makes of the request', () => {
    const policies = new Map(
      [...published()].map(([sha256, document]) => {
        expect(digest(document)).toBe(sha256);
        const parsed = parsePolicy(document as unknown as PolicyDocument, sha256);
        if ('issues' in parsed) throw new Error(JSON.stringify(parsed.issues));
        return [sha256, parsed.policy] as const;
      }),
    );
    const wrong = assessed().filter((event) => {
      const policy = policies.get(hashOf(event));
      const again = policy && assess(event.data['request'] as unknown as Task, policy);
      const assessment = again && 'assessment' in again ? again.assessment : undefined;
      return JSON.stringify(assessment) !== JSON.stringify(event.data['assessment']);
    });
    expect(wrong.map(({ subject }) => subject)).toEqual([]);
  });

  test('both policies have decided, and the new one alone once its last endorser was answered', () => {
    const hashes = new Map(assessed().map((event) => [event.entity, hashOf(event)]));
    const [first, second] = [digest(DEFAULT), digest(DEARER)];
    const byFirst = asked.filter((taskId) => hashes.get(taskId) === first);
    expect(new Set(hashes.values())).toEqual(new Set([first, second]));
    expect(byFirst.length).toBeGreaterThanOrEqual(AMPLE);
    const later = asked.slice(askedBefore);
    expect(later.length).toBeGreaterThanOrEqual(AMPLE);
    expect(later.filter((taskId) => hashes.get(taskId) !== second)).toEqual([]);
    expect([...published().keys()]).toEqual([first, second]);
  });

  test('risk-assessment was killed, and nobody else has ended', () => {
    const restarts = processes.running.map(({ name, restarts }) => [name, restarts]);
    expect(Object.fromEntries(restarts)).toMatchObject({
      'risk-assessment': 1,
      'worker-registry': 0,
      'permit-workflow': 0,
      'audit-projection': 0,
      'nats-server': 0,
    });
  });
});

describe('what is claimed of a resource that the policy knows', () => {
  const KNOWING = policyWith('knowing', {
    resources: [
      { match: 'db:customers/**', environments: ['production'], data: ['pii'] },
      { match: 'service:**' },
    ],
  });
  const onCustomers = (taskId: string, more: JsonObject = {}): JsonObject =>
    deployment(taskId, {
      dataSensitivity: [],
      customerImpact: 'none',
      scope: { actions: ['deploy'], resources: ['db:customers/eu'] },
      ...more,
    });

  beforeAll(async () => {
    granted(await propose('oscar', KNOWING));
    granted(await endorse('george', KNOWING));
    granted(await endorse('gwen', KNOWING));
  });

  test('a production database from dev is a hard block, on record', async () => {
    await guild.publish('development-master', onCustomers('from-dev', { environment: 'dev' }));
    const refusal = await guild.ear.first(
      'the refusal',
      ({ type, data }) => type === 'refusal.refused' && data['about'] === 'from-dev',
    );
    expect(refusal.data).toMatchObject({
      command: 'task.request',
      caller: 'development-master',
      code: 'HARD_BLOCK',
      rule: 'HB3',
      about: 'from-dev',
    });
    const story = await guild.story('from-dev');
    expect(story.map(({ type }) => type).sort()).toEqual(['refusal.refused', 'task.refused']);
    expect(story.find(({ type }) => type === 'task.refused')?.data).toMatchObject({
      code: 'HARD_BLOCK',
      taskId: 'from-dev',
    });
  });

  test('customer data that is claimed to be none is what the policy says: level 3, GDPR', async () => {
    const claimed = onCustomers('claimed-none');
    await guild.publish('development-master', claimed);
    const event = await guild.ear.event('task.assessed', 'claimed-none');
    expect(event.data['request']).toEqual(claimed);
    expect(event.data['assessment']).toMatchObject({
      level: 3,
      floors: ['F1', 'F3', 'F4'],
      factors: { data: 10 },
      regimes: expect.arrayContaining(['GDPR']),
      retention: 'P7Y',
      policy: { version: 'knowing', sha256: digest(KNOWING) },
    });
    expect((await guild.ear.event('permit.requested', 'claimed-none')).data['terms']).toMatchObject({
      level: 3,
    });
  });

  test('the same claim about a resource that holds none is taken as it is', async () => {
    const scope = { actions: ['deploy'], resources: ['service:search'] };
    await guild.publish('development-master', onCustomers('truly-none', { scope }));
    const event = await guild.ear.event('task.assessed', 'truly-none');
    expect(event.data['assessment']).toMatchObject({ floors: ['F1', 'F4'], factors: { data: 0 } });
  });
});
