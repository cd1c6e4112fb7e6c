import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { digestOf, taskRequested } from '@guildhall/contracts';
import type { PolicyDocument, Recorded, Reply, Role, Sealed } from '@guildhall/contracts';
import { sha256 } from '@guildhall/event-store';
import { standIns, startNats, waitFor } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { serve } from '../../../libs/messaging/test/serve.js';
import type { Served } from '../../../libs/messaging/test/serve.js';
import { DEFAULT_DOCUMENT, documentWith, task } from '../../../libs/risk/test/support.js';
import { Directory } from '../src/directory.js';
import { factsProvider } from '../src/facts.js';
import { IntakeController } from '../src/intake.controller.js';
import { Policies } from '../src/policies.js';
import { PolicyController } from '../src/policy.controller.js';
import { TaskController } from '../src/task.controller.js';

jest.setTimeout(60_000);

const SEALED: Sealed = { sealed: { person: 'x', key: 'k', alg: 'A256GCM', iv: 'aXY', text: 'dGV4dA' } };
const MASTER = 'development-master';
const PEOPLE: Record<string, Role[]> = {
  olivia: ['operator'],
  gwen: ['governance-board'],
  george: ['governance-board', 'vp'],
  vera: ['governance-board'],
  dave: ['vp'],
};

let nats: TestNats;
let served: Served;
const { storeOf, happened, participant, ask } = standIns(() => nats);

const hasRoles = (id: string, roles: Role[]): Promise<Recorded[]> =>
  happened('permit-workflow', id, {
    type: 'directory.roles-changed',
    data: { roles, proposal: 'a'.repeat(64) },
  });

const hash = (document: PolicyDocument): string => digestOf(document, sha256);
const propose = (caller: string, document: PolicyDocument, id?: string): Promise<Reply> =>
  ask(caller, 'policy.propose', { document }, id);
const endorse = (caller: string, document: PolicyDocument, id?: string): Promise<Reply> =>
  ask(caller, 'policy.endorse', { sha256: hash(document) }, id);

const policyLog = async (): Promise<Recorded[]> => {
  const events: Recorded[] = [];
  for await (const event of (await storeOf('risk-assessment')).readAll(0)) {
    if (event.context === 'policy') events.push(event);
  }
  return events;
};
/** Since the policy was put in force last: who did what. */
const sincePublished = async (): Promise<unknown[]> => {
  const log = await policyLog();
  return log
    .slice(log.findLastIndex(({ type }) => type === 'policy.published') + 1)
    .map(({ type, actor, data }) => [actor, type, data]);
};
const inForce = async (): Promise<string | undefined> =>
  (await policyLog()).findLast((event) => event.type === 'policy.published')?.data.sha256;

/** A valid policy by which everything in dev counts for more, under a version of its own. */
const dearer = (version: string, points: number): PolicyDocument => {
  const { environment = {}, ...factors } = DEFAULT_DOCUMENT.factors;
  return documentWith({ version, factors: { ...factors, environment: { ...environment, dev: points } } });
};

/** What becomes of a task of this moment. */
const assessed = async (taskId: string, changes: object = {}) => {
  const nc = await participant(MASTER, 'master');
  await nc.request(taskRequested(MASTER), JSON.stringify(task({ taskId, ...changes })));
  const store = await storeOf('risk-assessment');
  const event = await waitFor(async () => (await store.read('task', taskId)).events[0]);
  return event.type === 'task.assessed' || event.type === 'task.held' ? event.data.assessment : event;
};

const settled = async (proposer: string, document: PolicyDocument): Promise<void> => {
  for (const reply of [
    await propose(proposer, document),
    await endorse('gwen', document),
    await endorse('george', document),
  ])
    expect(reply).toMatchObject({ ok: true });
};

const start = (): Promise<Served> =>
  serve(
    nats,
    'risk-assessment',
    [IntakeController, TaskController, PolicyController],
    [factsProvider, Policies, Directory],
  );

beforeAll(async () => {
  nats = await startNats();
  for (const [id, roles] of Object.entries(PEOPLE))
    await happened('permit-workflow', id, { type: 'directory.enrolled', data: { roles, personal: SEALED } });
  await happened('worker-registry', MASTER, {
    type: 'master.registered',
    data: { masterId: MASTER, level: 3, owners: ['olivia'] },
  });
  await happened('permit-workflow', 'system', {
    type: 'directory.bootstrap-completed',
    data: { sha256: 'b'.repeat(64) },
  });
  served = await start();
});
afterAll(async () => {
  await served.close();
  expect(served.fatal).toEqual([]);
  expect(served.incidents).toEqual([]);
  expect(nats.denied).toEqual([]);
  await nats[Symbol.asyncDispose]();
});

describe('another policy', () => {
  const first = dearer('2026.12.1', 4);

  test('is in force once two members of the board have endorsed it, and for the next task', async () => {
    expect((await assessed('before-1')) as object).toMatchObject({
      factors: { environment: 1 },
      policy: { version: '2026.11.1', sha256: hash(DEFAULT_DOCUMENT) },
    });
    const reference = { version: '2026.12.1', sha256: hash(first) };
    const position = expect.any(Number);
    expect(await propose('olivia', first)).toEqual({
      ok: true,
      result: { ...reference, status: 'proposed', endorsedBy: [] },
      position,
    });
    expect(await endorse('gwen', first)).toEqual({
      ok: true,
      result: { ...reference, status: 'proposed', endorsedBy: ['gwen'] },
      position,
    });
    expect(await assessed('between-1')).toMatchObject({ policy: { version: '2026.11.1' } });
    const published = await endorse('george', first);
    expect(published).toEqual({
      ok: true,
      result: { ...reference, status: 'in-force', endorsedBy: ['gwen', 'george'] },
      position,
    });
    expect(await assessed('after-1')).toMatchObject({ factors: { environment: 4 }, policy: reference });

    const log = await policyLog();
    expect(log.map(({ type, actor, version, correlation }) => [type, actor, version, correlation])).toEqual([
      ['policy.published', 'policy', 1, 'default'],
      ['policy.proposed', 'olivia', 2, 'default'],
      ['policy.endorsed', 'gwen', 3, 'default'],
      ['policy.endorsed', 'george', 4, 'default'],
      ['policy.published', 'george', 5, 'default'],
    ]);
    expect(log.at(-1)).toMatchObject({
      data: {
        document: first,
        sha256: hash(first),
        basis: 'endorsed',
        proposedBy: 'olivia',
        endorsedBy: ['gwen', 'george'],
      },
      position: published.ok && published.position,
    });
  });

  test('is refused to who may not, which is on record, and with every issue to who may', async () => {
    const before = await policyLog();
    const wanted = dearer('2027.1.1', 6);
    expect([
      await propose('dave', wanted),
      await endorse('dave', wanted),
      await endorse('olivia', wanted),
    ]).toEqual(
      Array.from({ length: 3 }, () => ({ ok: false, error: expect.objectContaining({ code: 'FORBIDDEN' }) })),
    );
    const wrong = documentWith({ version: '2026.11.1', caps: [], paths: DEFAULT_DOCUMENT.paths.slice(0, 5) });
    const reply = await propose('olivia', wrong);
    expect(reply).toMatchObject({
      error: {
        code: 'VALIDATION_FAILED',
        details: expect.arrayContaining([
          expect.objectContaining({ pointer: '/document/version' }),
          expect.objectContaining({ pointer: '/document/paths' }),
        ]),
      },
    });
    expect(await policyLog()).toEqual(before);
    const refusals: unknown[] = [];
    for await (const { data } of (await storeOf('risk-assessment')).readAll(0, ['refusal.refused']))
      refusals.push(data);
    expect(refusals).toMatchObject([
      { command: 'policy.propose', caller: 'dave', code: 'FORBIDDEN' },
      { command: 'policy.endorse', caller: 'dave', code: 'FORBIDDEN' },
      { command: 'policy.endorse', caller: 'olivia', code: 'FORBIDDEN' },
    ]);
  });

  test('sent again under the same id has the answer of the first time, also when others are in force', async () => {
    const [one, two] = [dearer('repeated-1', 5), dearer('repeated-2', 6)];
    const answers = [
      await propose('olivia', one, 'p-1'),
      await endorse('gwen', one, 'e-1'),
      await endorse('george', one, 'e-2'),
    ];
    await settled('olivia', two);
    const before = await policyLog();
    expect([
      await propose('olivia', one, 'p-1'),
      await endorse('gwen', one, 'e-1'),
      await endorse('george', one, 'e-2'),
    ]).toEqual(answers);
    expect(await propose('olivia', two, 'p-1')).toEqual(answers[0]);
    expect(await endorse('olivia', two, 'p-1')).toMatchObject({ error: { code: 'VALIDATION_FAILED' } });
    expect(await policyLog()).toEqual(before);
  });

  test('does not come into force by who has lost the role since', async () => {
    const wanted = dearer('2027.2.1', 7);
    await propose('olivia', wanted);
    await endorse('gwen', wanted);
    await hasRoles('gwen', ['manager']);
    expect(await endorse('gwen', wanted)).toMatchObject({ error: { code: 'FORBIDDEN' } });
    expect(await endorse('george', wanted)).toMatchObject({
      result: { status: 'proposed', endorsedBy: ['gwen', 'george'] },
    });
    // Back on the board, as if for the first time.
    await hasRoles('gwen', ['governance-board']);
    expect(await endorse('george', wanted)).toMatchObject({ error: { code: 'ALREADY_APPROVED' } });
    expect(await inForce()).toBe(hash(dearer('repeated-2', 6)));
    expect(await endorse('vera', wanted)).toMatchObject({
      result: { status: 'in-force', endorsedBy: ['george', 'vera'] },
    });
    expect(await sincePublished()).toEqual([]);
  });

  test('leaves a task that is held with the policy of its request', async () => {
    const before = await inForce();
    const held = await assessed('held-1', { estimatedTokens: 60_000 });
    expect(held).toMatchObject({ softBlocks: [{ id: 'SB1', resolved: false }], policy: { sha256: before } });
    await settled('olivia', dearer('2027.3.1', 2));
    const overrides = [
      { softBlock: 'extended-tokens' as const, justification: 'It has to read the whole archive.' },
    ];
    expect(await ask(MASTER, 'task.override', { taskId: 'held-1', overrides })).toMatchObject({
      result: { status: 'assessed' },
    });
    const { events } = await (await storeOf('risk-assessment')).read('task', 'held-1', { fresh: true });
    expect(events.at(-1)).toMatchObject({
      type: 'task.assessed',
      data: { assessment: { factors: { environment: 7 }, policy: { sha256: before } } },
    });
    expect(await assessed('held-2')).toMatchObject({ factors: { environment: 2 } });
  });

  test('and what is proposed outlive a restart', async () => {
    const wanted = dearer('2027.4.1', 9);
    await propose('olivia', wanted);
    await endorse('gwen', wanted);
    await served.close();
    served = await start();
    expect(await assessed('restarted-1')).toMatchObject({ policy: { version: '2027.3.1' } });
    expect(await endorse('george', wanted)).toMatchObject({ result: { status: 'in-force' } });
    expect(await assessed('restarted-2')).toMatchObject({ policy: { version: '2027.4.1' } });
  });
});
