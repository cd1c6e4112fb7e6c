import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { digestOf } from '@guildhall/contracts';
import type { EventOf, PolicyAnswer, PolicyDocument, Recorded, Sealed, Service } from '@guildhall/contracts';
import { StoreError, jetStreamStore, sha256 } from '@guildhall/event-store';
import type { EventStore } from '@guildhall/event-store';
import { LogFold } from '@guildhall/messaging';
import type { Outcome } from '@guildhall/messaging';
import { INTAKE_FACT_TYPES, evolveIntakeFacts, initialIntakeFacts } from '@guildhall/risk';
import type { IntakeFactEvent, IntakeFacts } from '@guildhall/risk';
import { startNats } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { DEFAULT_DOCUMENT, documentWith } from '../../../libs/risk/test/support.js';
import { Directory } from '../src/directory.js';
import type { Facts } from '../src/facts.js';
import { PolicyController } from '../src/policy.controller.js';

const RACES = 50;
const SEALED: Sealed = { sealed: { person: 'x', key: 'k', alg: 'A256GCM', iv: 'aXY', text: 'dGV4dA' } };

/** One of two processes of the service, each with a connection and a view of its own. */
interface Instance {
  store: EventStore;
  controller: PolicyController;
  facts: Facts;
  /** How often somebody else was first. */
  beaten: () => number;
}

const instanceOn = async (nats: TestNats): Promise<Instance> => {
  const own = await jetStreamStore(await nats.service('risk-assessment'), {
    service: 'risk-assessment',
    report: () => undefined,
  });
  let conflicts = 0;
  const append: EventStore['append'] = (...what) =>
    own.append(...what).catch((error: unknown) => {
      if (error instanceof StoreError && error.kind === 'conflict') conflicts += 1;
      throw error;
    });
  const store = { ...own, append };
  const facts = new LogFold<IntakeFacts, IntakeFactEvent>(own, {
    types: INTAKE_FACT_TYPES,
    initialState: initialIntakeFacts,
    evolve: evolveIntakeFacts,
  });
  const controller = new PolicyController({ store }, new Directory({ store }), facts);
  return { store, controller, facts, beaten: () => conflicts };
};

const NOW = '2026-11-21T10:00:00.000Z';
const meta = (source: Service, actor: string, causation: string) => ({
  source,
  actor,
  correlation: 'default',
  causation,
  time: NOW,
});

let nats: TestNats;
let instances: [Instance, Instance];

const happened = async (service: Service, entity: string, event: EventOf): Promise<void> => {
  const store = await jetStreamStore(await nats.service(service), { service, report: () => undefined });
  const context = event.type === 'policy.published' ? 'policy' : 'directory';
  await store.append([{ context, entity, expected: 0, events: [event] }], meta(service, 'policy', entity));
};

const hash = (document: PolicyDocument): string => digestOf(document, sha256);

beforeAll(async () => {
  // Who is first must not be a matter of the disk.
  nats = await startNats({ inMemory: true });
  for (const id of ['gwen', 'george', 'vera'])
    await happened('permit-workflow', id, {
      type: 'directory.enrolled',
      data: { roles: ['governance-board'], personal: SEALED },
    });
  await happened('risk-assessment', 'default', {
    type: 'policy.published',
    data: { document: DEFAULT_DOCUMENT, sha256: hash(DEFAULT_DOCUMENT), basis: 'bootstrap' },
  });
  instances = [await instanceOn(nats), await instanceOn(nats)];
});
afterAll(async () => {
  await Promise.all(instances.map(({ facts }) => facts.stop()));
  await nats[Symbol.asyncDispose]();
});

type Answer = Promise<Outcome<PolicyAnswer>>;

const request = (caller: string, id: string) => ({
  caller,
  now: NOW,
  meta: (correlation: string) => ({ ...meta('risk-assessment', caller, `${caller}:${id}`), correlation }),
});

const proposes = ({ controller }: Instance, caller: string, document: PolicyDocument): Answer =>
  controller.propose({
    name: 'policy.propose',
    payload: { document },
    ...request(caller, `propose-${document.version}`),
  });

const endorses = ({ controller }: Instance, caller: string, document: PolicyDocument): Answer =>
  controller.endorse({
    name: 'policy.endorse',
    payload: { sha256: hash(document) },
    ...request(caller, `endorse-${document.version}`),
  });

const sayingOf = (outcome: Outcome<PolicyAnswer>): string =>
  'refusal' in outcome ? outcome.refusal.code : outcome.result.status;

/** Of all that happened to these policies, in the order of the log. */
const logOf = async (versions: readonly PolicyDocument[]): Promise<string[][]> => {
  const hashes = versions.map(hash);
  const types: string[][] = hashes.map(() => []);
  for await (const event of instances[0].store.readAll(0)) {
    if (event.context !== 'policy') continue;
    const { data, type } = event as Recorded<'policy.endorsed'>;
    types[hashes.indexOf(data.sha256)]?.push(type);
  }
  return types;
};

const both = (index: number): [Instance, Instance] =>
  // Who is called first has an advantage: each in turn.
  index % 2 === 0 ? instances : [instances[1], instances[0]];

const policies = (name: string, count: number): PolicyDocument[] =>
  Array.from({ length: count }, (_, index) => documentWith({ version: `${name}-${index}` }));

const WHOLE = ['policy.proposed', 'policy.endorsed', 'policy.endorsed', 'policy.published'];

test('of two who race to be the second to endorse, one puts it in force, once', async () => {
  const raced = policies('second', RACES);
  const answers: string[][] = [];
  for (const [index, document] of raced.entries()) {
    const [one, other] = both(index);
    await proposes(one, 'gwen', document);
    // One of the three has proposed, one may not: the two others are both needed, whoever comes first.
    const first = await Promise.all([endorses(one, 'george', document), endorses(other, 'vera', document)]);
    answers.push(first.map(sayingOf).sort());
  }
  expect(answers).toEqual(raced.map(() => ['in-force', 'proposed']));
  expect(await logOf(raced)).toEqual(raced.map(() => WHOLE));
  expect(instances[0].beaten() + instances[1].beaten()).toBeGreaterThan(RACES / 10);
});

test('the same endorsement taken by both processes is done once, and answered by both alike', async () => {
  const raced = policies('same', RACES);
  for (const [index, document] of raced.entries()) {
    const [one, other] = both(index);
    await proposes(one, 'gwen', document);
    await endorses(one, 'george', document);
    const twice = await Promise.all([endorses(one, 'vera', document), endorses(other, 'vera', document)]);
    expect(twice[0]).toEqual(twice[1]);
    expect(twice.map(sayingOf)).toEqual(['in-force', 'in-force']);
    // Whoever has answered goes by it.
    expect(instances.map(({ facts }) => facts.state.inForce)).toEqual([hash(document), hash(document)]);
  }
  expect(await logOf(raced)).toEqual(raced.map(() => WHOLE));
});

test('of two policies that are endorsed at the same time one comes into force, and the other is void', async () => {
  const [left, right] = [policies('left', RACES), policies('right', RACES)];
  for (const [index, one] of left.entries()) {
    const other = right[index] as PolicyDocument;
    const [here, there] = both(index);
    for (const document of [one, other]) {
      await proposes(here, 'gwen', document);
      await endorses(here, 'george', document);
    }
    const saying = await Promise.all([endorses(here, 'vera', one), endorses(there, 'vera', other)]);
    expect(saying.map(sayingOf).sort()).toEqual(['STALE_VIEW', 'in-force']);
  }
  const types = await logOf([...left, ...right]);
  expect(types.flat().filter((type) => type === 'policy.published')).toHaveLength(RACES);
});
