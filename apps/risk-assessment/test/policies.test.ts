import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { EventOf, PolicyDocument } from '@guildhall/contracts';
import { digestOf } from '@guildhall/contracts';
import { sha256 } from '@guildhall/event-store';
import { LogFold, SettingsError } from '@guildhall/messaging';
import type { Settings } from '@guildhall/messaging';
import { INTAKE_FACT_TYPES, evolveIntakeFacts, initialIntakeFacts } from '@guildhall/risk';
import type { IntakeFactEvent, IntakeFacts } from '@guildhall/risk';
import { memoryStore } from '@guildhall/testing';
import type { MemoryStore } from '@guildhall/testing';
import { Policies } from '../src/policies.js';
import { readPolicyFile } from '../src/policy-file.js';

const DEFAULT = readPolicyFile();
const OTHER: PolicyDocument = { ...DEFAULT.document, version: 'of another release' };

const SETTINGS: Settings = {
  home: '.guildhall',
  natsUrl: 'nats://127.0.0.1:4222',
  natsCreds: '',
  probeCreds: '',
  logLevel: 'fatal',
  allowUnsafeBroker: false,
};

let folder: string;
let otherFile: string;
let defaultFile: string;
let store: MemoryStore;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guildhall-policies-'));
  otherFile = join(folder, 'other.yaml');
  await writeFile(otherFile, JSON.stringify(OTHER));
  defaultFile = join(folder, 'default.yaml');
  await writeFile(defaultFile, JSON.stringify(DEFAULT.document));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  store = memoryStore();
});

/** The policies of a service that starts on the log, with `policyFile` as GUILDHALL_POLICY. */
const start = async (policyFile?: string): Promise<Policies> => {
  const facts = new LogFold<IntakeFacts, IntakeFactEvent>(store, {
    types: INTAKE_FACT_TYPES,
    initialState: initialIntakeFacts,
    evolve: evolveIntakeFacts,
  });
  const settings = { ...SETTINGS, ...(policyFile === undefined ? {} : { policyFile }) };
  const now = (): string => '2026-11-21T10:00:00.000Z';
  const policies = new Policies({ service: 'risk-assessment', settings, store, now }, facts);
  await policies.onModuleInit();
  return policies;
};

/** An earlier release has published it, by rules of its own. */
const publishedEarlier = async (document: PolicyDocument, hash: string): Promise<void> => {
  const data = { document, sha256: hash, basis: 'bootstrap' as const };
  await store.append(
    [
      {
        context: 'policy',
        entity: 'default',
        expected: 0,
        events: [{ type: 'policy.published', data }],
      },
    ],
    {
      source: 'risk-assessment',
      actor: 'policy',
      correlation: 'default',
      causation: 'an earlier release',
      traceparent: '00-7e2f40a7c30491092ff69a369f4fd6fc-f78dd5e4a22a707f-01',
      time: '2026-11-20T10:00:00.000Z',
    },
  );
};

const publishedVersions = (): string[] =>
  store.log.flatMap((event) => (event.type === 'policy.published' ? [event.data.document.version] : []));

describe('the policy of a start', () => {
  test('is the default where the log has none and nobody named a file', async () => {
    const { inForce } = await start();
    expect(inForce.reference).toEqual(DEFAULT.reference);
    expect(publishedVersions()).toEqual([DEFAULT.document.version]);
  });

  test('stays that of the log when a release comes with another default', async () => {
    await start(otherFile);
    const { inForce } = await start();
    expect(inForce.reference).toEqual({ version: OTHER.version, sha256: digestOf(OTHER, sha256) });
    expect(publishedVersions()).toEqual([OTHER.version]);
  });

  test('is refused where somebody named another file', async () => {
    await start();
    await expect(start(otherFile)).rejects.toThrow(SettingsError);
    expect(publishedVersions()).toEqual([DEFAULT.document.version]);
  });

  describe('where the log has one that could not be published today', () => {
    const document: PolicyDocument = { ...OTHER, floors: [] };
    const published = digestOf(document, sha256);
    let path: string;
    beforeAll(async () => {
      path = join(folder, 'unpublishable.yaml');
      await writeFile(path, JSON.stringify(document));
    });
    beforeEach(() => publishedEarlier(document, published));

    test('is that one', async () => {
      const policies = await start();
      expect(policies.inForce.reference.sha256).toBe(published);
      expect(policies.of(published)).toBe(policies.inForce);
    });

    test('is that one also where somebody named it', async () => {
      const { inForce } = await start(path);
      expect(inForce.reference).toEqual({ version: OTHER.version, sha256: published });
      expect(publishedVersions()).toEqual([OTHER.version]);
    });

    test('is refused where somebody named another file', async () => {
      await expect(start(defaultFile)).rejects.toThrow(/^GUILDHALL_POLICY: The log wins\. /);
    });
  });

  test('is refused where today it could not be published, and the log has none or another', async () => {
    const path = join(folder, 'unpublishable.yaml');
    await writeFile(path, JSON.stringify({ ...OTHER, floors: [] }));
    await expect(start(path)).rejects.toThrow(
      new RegExp(`^GUILDHALL_POLICY: ${path} is not a valid policy:\n.* /floors leaves tasks below level`),
    );
    expect(store.log).toEqual([]);
    await start();
    await expect(start(path)).rejects.toThrow(/^GUILDHALL_POLICY: The log wins\. /);
  });

  describe('once the board has changed it', () => {
    const reference = { version: OTHER.version, sha256: digestOf(OTHER, sha256) };
    const happens = async (actor: string, expected: number, ...events: EventOf[]): Promise<void> => {
      await store.append([{ context: 'policy', entity: 'default', expected, events }], {
        source: 'risk-assessment',
        actor,
        correlation: 'default',
        causation: `${actor}:${expected}`,
        time: '2026-11-20T10:00:00.000Z',
      });
    };
    beforeEach(async () => {
      await start(defaultFile);
      const { sha256: replaces } = DEFAULT.reference;
      const endorsed: EventOf = { type: 'policy.endorsed', data: { sha256: reference.sha256 } };
      const data = { document: OTHER, sha256: reference.sha256 };
      await happens('olivia', 1, { type: 'policy.proposed', data: { ...data, replaces } });
      await happens('gwen', 2, endorsed);
      await happens('george', 3, endorsed, {
        type: 'policy.published',
        data: { ...data, basis: 'endorsed', proposedBy: 'olivia', endorsedBy: ['gwen', 'george'] },
      });
      // What is only proposed since then is nothing that a start could wait for.
      const document = { ...DEFAULT.document, version: 'of tomorrow' };
      await happens('olivia', 5, {
        type: 'policy.proposed',
        data: { document, sha256: digestOf(document, sha256), replaces: reference.sha256 },
      });
    });

    test('is that of the board where nobody named a file, or its own', async () => {
      expect((await start()).inForce.reference).toEqual(reference);
      expect((await start(otherFile)).inForce.reference).toEqual(reference);
    });

    test('is refused where somebody named the file of the first start', async () => {
      await expect(start(defaultFile)).rejects.toThrow(
        new RegExp(
          `^GUILDHALL_POLICY: The log wins. In force is version ${OTHER.version} .* since 2026-11-20T10:00:00.000Z, ` +
            'proposed by olivia and endorsed by gwen and george; the file is version',
        ),
      );
    });
  });
});
