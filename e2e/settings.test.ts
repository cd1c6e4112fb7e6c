import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newSigningSeed } from '@guildhall/broker';
import { SERVICES } from '@guildhall/contracts';
import type { Service } from '@guildhall/contracts';
import { startNats } from '@guildhall/testing';
import type { NatsOptions, TestNats } from '@guildhall/testing';
import { parse } from 'yaml';
import { build } from '../apps/cli/test/support/built.js';
import { Ear } from './support/ear.js';
import type { JsonObject } from './support/log-event.js';
import { brokerOfVersion } from './support/old-broker.js';
import { Participant, granted } from './support/participant.js';
import { ServiceProcess, lastWords } from './support/service.js';
import { deployment, exploration } from './support/tasks.js';

let dir: string;
beforeAll(async () => {
  build('.');
  dir = await mkdtemp(join(tmpdir(), 'guildhall-settings-'));
}, 60_000);
afterAll(() => rm(dir, { recursive: true, force: true }));

type Environment = Record<string, string>;

const POLICY = new URL('../policies/default.yaml', import.meta.url);

const file = async (name: string, content: string): Promise<string> => {
  const path = join(dir, name);
  await writeFile(path, content);
  return path;
};

/** What `guildhall up` gives each service, for a broker of its own. */
const environmentsFor = async (nats: TestNats): Promise<Record<Service, Environment>> => {
  const common = {
    GUILDHALL_HOME: nats.dir,
    NATS_URL: nats.url,
    NATS_PROBE_CREDS: await file('probe.creds', await nats.trust.probe()),
    GUILDHALL_PERSON_KEY_FILE: await file('person-keys.key', randomBytes(32).toString('base64url')),
    GUILDHALL_TOKEN_KEY_FILE: await file('token-signer.nk', newSigningSeed()),
  };
  const of = async (name: Service): Promise<Environment> => ({
    ...common,
    NATS_CREDS: await file(`${name}.creds`, await nats.trust.service(name)),
  });
  return {
    'risk-assessment': await of('risk-assessment'),
    'worker-registry': await of('worker-registry'),
    'permit-workflow': await of('permit-workflow'),
    'audit-projection': await of('audit-projection'),
  };
};

const setUp = async (options: NatsOptions = {}) => {
  const nats = await startNats(options);
  return { nats, environments: await environmentsFor(nats) };
};

/** How a service ends that cannot start, and why. */
const failure = async (
  name: Service,
  environment: Environment,
): Promise<{ code: number | null; why: string }> => {
  await using service = new ServiceProcess(name, environment);
  const started = service.ready().then(() => {
    throw new Error(`${name} has started`);
  });
  const ended = await Promise.race([service.ended, started]);
  return { code: ended.code, why: lastWords(ended) };
};

describe('a setting that is bad', () => {
  // Nothing is asked of a broker before the settings are found good.
  const good = {
    NATS_URL: 'nats://127.0.0.1:1',
    NATS_CREDS: POLICY.pathname,
    NATS_PROBE_CREDS: POLICY.pathname,
  };

  // Each setting has its own test beside the code; here, that every program listens.
  test.each<[Service, Environment, string]>([
    ['risk-assessment', { NATS_URL: 'localhost' }, 'NATS_URL is not a NATS address'],
    ['worker-registry', { NATS_CREDS: '/no/such.creds' }, 'NATS_CREDS: /no/such.creds cannot be read'],
    ['permit-workflow', { NATS_PROBE_CREDS: '' }, 'NATS_PROBE_CREDS is not set'],
    ['audit-projection', { DATABASE_URL: 'mysql://db' }, 'DATABASE_URL is not a PostgreSQL address'],
  ])('is named by %s, exit 2', async (service, bad, why) => {
    const failed = await failure(service, { ...good, ...bad });
    expect(failed).toEqual({ code: 2, why: `${service} could not start: ${why}` });
  });
});

describe('with a broker that is safe', () => {
  let nats: TestNats;
  let environments: Record<Service, Environment>;
  beforeAll(async () => {
    ({ nats, environments } = await setUp());
  });
  afterAll(() => nats[Symbol.asyncDispose]());

  test('a key for personal data that is none is named, exit 2', async () => {
    const short = { GUILDHALL_PERSON_KEY_FILE: await file('short.key', 'c2hvcnQ') };
    expect(await failure('permit-workflow', { ...environments['permit-workflow'], ...short })).toEqual({
      code: 2,
      why: expect.stringMatching(
        /GUILDHALL_PERSON_KEY_FILE: .*short.key does not hold 32 bytes as base64url$/,
      ),
    });
  });

  test('a key for tokens that is none is named, exit 2', async () => {
    const none = { GUILDHALL_TOKEN_KEY_FILE: await file('none.nk', 'c2hvcnQ') };
    expect(await failure('permit-workflow', { ...environments['permit-workflow'], ...none })).toEqual({
      code: 2,
      why: expect.stringMatching(
        /GUILDHALL_TOKEN_KEY_FILE: .*none.nk does not hold the seed of a NATS user$/,
      ),
    });
  });

  test('webhooks that are none are named with all that is wrong, and no secret, exit 2', async () => {
    const path = await file('webhooks.yaml', '- url: http://example.com/very-secret\n  severity: loud\n');
    const audit = { ...environments['audit-projection'], GUILDHALL_WEBHOOKS: path };
    const { code, why } = await failure('audit-projection', audit);
    expect(code).toBe(2);
    for (const issue of [
      '/0/url must begin with https://',
      '/0/secret is missing',
      '/0/severity is not one of',
    ])
      expect(why).toContain(issue);
    expect(why).not.toContain('very-secret');
  });

  test('a policy that cannot be used is named with every issue, exit 2', async () => {
    const risk = (path: string) =>
      failure('risk-assessment', { ...environments['risk-assessment'], GUILDHALL_POLICY: path });
    const policy = parse(readFileSync(POLICY, 'utf8')) as JsonObject;
    const broken = await file('broken.yaml', JSON.stringify({ ...policy, version: 7, flors: [] }));
    const [absent, notYaml, invalid] = await Promise.all([
      risk('/no/such.yaml'),
      file('not.yaml', 'version: [').then(risk),
      risk(broken),
    ]);
    expect([absent.code, notYaml.code, invalid.code]).toEqual([2, 2, 2]);
    expect(absent.why).toContain('GUILDHALL_POLICY: /no/such.yaml cannot be read');
    expect(notYaml.why).toMatch(/GUILDHALL_POLICY: .*not\.yaml is not a valid policy:\n.*not\.yaml:1 /);
    expect(invalid.why).toContain('GUILDHALL_POLICY');
    for (const issue of [':1 /version must be string', ':1 /flors is not a known field'])
      expect(invalid.why).toContain(issue);
  });

  test('after the first start another policy stops the service; the same one in another form does not', async () => {
    const text = readFileSync(POLICY, 'utf8');
    const policy = parse(text) as JsonObject;
    const withPolicy = async (name: string, content: unknown): Promise<Environment> => ({
      ...environments['risk-assessment'],
      GUILDHALL_POLICY: await file(name, JSON.stringify(content)),
    });
    await using first = new ServiceProcess('risk-assessment', environments['risk-assessment']);
    await first.ready();
    expect(await first.stop()).toMatchObject({ code: 0 });

    const other = failure('risk-assessment', await withPolicy('other.json', { ...policy, version: 'mine' }));
    const reordered = Object.fromEntries(Object.entries(policy).reverse());
    await using same = new ServiceProcess('risk-assessment', await withPolicy('same.json', reordered));
    await same.ready();

    const { code, why } = await other;
    expect(code).toBe(2);
    expect(why).toMatch(
      /GUILDHALL_POLICY: The log wins. In force is version .+, from the file of the first start; the file is version mine /,
    );
  });

  test('one that is too old is refused', async () => {
    await using old = await brokerOfVersion(nats.url, '2.14.3');
    const { code, why } = await failure('worker-registry', {
      ...environments['worker-registry'],
      NATS_URL: old.url,
    });
    expect(code).toBe(1);
    expect(why).toMatch(/the broker is not safe to run on: .*2\.14\.3.*2\.14\.4/);
  });
});

describe('with a broker that may lose what it acknowledged', () => {
  let nats: TestNats;
  let environments: Record<Service, Environment>;
  beforeAll(async () => {
    ({ nats, environments } = await setUp({ syncInterval: '2m' }));
  });
  afterAll(() => nats[Symbol.asyncDispose]());

  test('no service starts', async () => {
    const failures = await Promise.all(SERVICES.map((name) => failure(name, environments[name])));
    for (const { code, why } of failures) {
      expect(code).toBe(1);
      expect(why).toMatch(/the broker is not safe to run on: .*sync_interval: always/);
    }
  });

  test('a service that is allowed to raises a critical alert, and no task above level 0 is taken', async () => {
    const allowed = { GUILDHALL_ALLOW_UNSAFE_BROKER: '1' };
    const judy = await nats.connectAs('judy', 'auditor');
    const ear = await Ear.on(judy, 'evt.>');
    const alerts: JsonObject[] = [];
    judy.subscribe('alert.unsafe-broker.*', {
      callback: (_, message) => {
        alerts.push({ subject: message.subject, ...message.json<JsonObject>() });
      },
    });
    await using risk = new ServiceProcess('risk-assessment', {
      ...environments['risk-assessment'],
      ...allowed,
    });
    await using registry = new ServiceProcess('worker-registry', {
      ...environments['worker-registry'],
      ...allowed,
    });
    await using permits = new ServiceProcess('permit-workflow', {
      ...environments['permit-workflow'],
      ...allowed,
    });
    await Promise.all([risk.ready(), registry.ready(), permits.ready()]);
    await bootstrap(new Participant('system', await nats.connectAs('system', 'system')));

    const master = new Participant('m1', await nats.connectAs('m1', 'master'));
    await master.publishTask(exploration('low-1'));
    await master.publishTask(deployment('high-1'));
    await ear.event('permit.issued', 'low-1');
    const refused = await ear.first(
      'the refusal of high-1',
      ({ type, data }) => type === 'task.refused' && data['taskId'] === 'high-1',
    );

    expect(refused.data).toMatchObject({ code: 'UNSAFE_BROKER', requestedBy: 'm1' });
    expect(alerts.map(({ subject, severity }) => [subject, severity]).sort()).toEqual([
      ['alert.unsafe-broker.permit-workflow', 'critical'],
      ['alert.unsafe-broker.risk-assessment', 'critical'],
      ['alert.unsafe-broker.worker-registry', 'critical'],
    ]);
  });
});

/** One operator, one master, one worker of level 0; each sent twice under its id, which makes no difference. */
const bootstrap = async (system: Participant): Promise<void> => {
  const sha256 = 'a'.repeat(64);
  const definition = {
    workerId: 'w1',
    name: 'Worker',
    owners: ['o1'],
    kind: 'agent',
    capabilities: ['code'],
  };
  const imports: [string, JsonObject][] = [
    ['directory.import', { sha256, people: [{ id: 'o1', name: 'O. One', roles: ['operator'] }] }],
    ['master.import', { sha256, masters: [{ id: 'm1', level: 3, owners: ['o1'] }] }],
    ['worker.import', { sha256, workers: [{ level: 0, definition }] }],
    ['directory.complete-bootstrap', { sha256 }],
  ];
  for (const [name, payload] of imports) {
    const first = granted(await system.command(name, payload, { id: name }));
    expect(granted(await system.command(name, payload, { id: name }))).toEqual(first);
  }
};
