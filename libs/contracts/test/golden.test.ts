import { describe, expect, test } from '@jest/globals';
import {
  CONTEXTS,
  EVENTS,
  HEADERS,
  ID_PATTERN,
  SERVICES,
  ceType,
  claimOf,
  contextOf,
  digestOf,
  eventId,
  eventSubject,
  fromCeType,
  issuesOf,
  parseEventSubject,
  parseInput,
} from '../src/index.js';
import type { EventType, PolicyPublished, WorkerRegistered } from '../src/index.js';
import { golden, goldenFile, goldenFiles, readGolden, typeOfFile } from './golden.js';
import { sha256 } from './hash.js';
import { closureOf, placesOf, schemaOf } from './walk.js';

const TYPES = Object.keys(EVENTS) as EventType[];

/** Every file, and the type that it holds an event of. */
const FILES = goldenFiles().map((file) => ({ file, type: typeOfFile(file) as EventType }));

test('there is a file for each event type, further ones with fields that came later, and no other', () => {
  const there = goldenFiles();
  expect(TYPES.map(goldenFile).filter((file) => !there.includes(file))).toEqual([]);
  expect(FILES.filter(({ type }) => !TYPES.includes(type))).toEqual([]);
});

// Records of what was claimed or refused are written by whoever finds out.
const writersOf = (type: EventType): string[] => {
  const own = SERVICES.filter((service) => CONTEXTS[service].some((context) => context === contextOf(type)));
  return own.length > 0 ? own : [...SERVICES];
};

describe.each(FILES)('$file', ({ file, type }) => {
  const { subject, headers, body } = readGolden(file);
  const { entity = '', version = 0 } = parseEventSubject(subject) ?? {};
  const header = (name: string): string => headers[name] ?? '';

  test('still parses', () => {
    expect(issuesOf(EVENTS[type], body)).toEqual([]);
    expect(parseInput(new TextEncoder().encode(JSON.stringify(body)))).toEqual({ value: body });
  });

  test('is stored under its subject', () => {
    expect(eventSubject({ type, entity, version })).toBe(subject);
  });

  test('has exactly the headers of the contract', () => {
    expect(Object.keys(headers).sort()).toEqual(Object.values(HEADERS).sort());
    expect(headers).toMatchObject({
      'ce-specversion': '1.0',
      'ce-datacontenttype': 'application/json',
      'ce-type': ceType(type),
      'ce-subject': entity,
    });
    expect(fromCeType(header('ce-type'))).toBe(type);
    expect(writersOf(type).map((service) => `/guildhall/${service}`)).toContain(header('ce-source'));
    expect(header('ce-time')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(header('ce-actor')).toMatch(ID_PATTERN);
    expect(header('ce-correlationid')).toMatch(ID_PATTERN);
    expect(header('traceparent')).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  test('has the id that its cause gives it, and the broker knows it by that', () => {
    const causation = header('ce-causationid');
    // It is one of this cause's events on the entity, so at most the version-th.
    const ids = Array.from({ length: version }, (_, index) =>
      eventId({ causation, context: contextOf(type), entity, n: index + 1 }, sha256),
    );
    expect(ids).toContain(header('ce-id'));
    expect(header('Nats-Msg-Id')).toBe(header('ce-id'));
  });
});

describe('what one file says of another, or of itself', () => {
  test('a policy and a definition are known by the hash of their RFC 8785 form', () => {
    const policy = golden('policy.published').body as PolicyPublished;
    const worker = golden('worker.registered').body as WorkerRegistered;
    const limited = readGolden('policy.published.v1.limits.json').body as PolicyPublished;
    for (const { document, sha256: digest } of [policy, limited])
      expect(digestOf(document, sha256)).toBe(digest);
    expect(digestOf(worker.definition, sha256)).toBe(worker.sha256);
    expect(golden('assignment.made').body).toMatchObject({ definition: worker.sha256 });
    expect(golden('task.assessed').body).toMatchObject({ assessment: { policy: { sha256: policy.sha256 } } });
  });

  test('a claim is on the id in lower case', () => {
    const { subject, body } = golden('claim.claimed');
    expect(subject).toBe(`evt.claim.claimed.${claimOf((body as { id: string }).id)}.1`);
  });

  test('an event that follows from another names its id', () => {
    const chain: EventType[] = ['task.assessed', 'assignment.made', 'permit.requested'];
    const headers = chain.map((type) => golden(type).headers);
    expect(headers.slice(1).map((own) => own['ce-causationid'])).toEqual(
      headers.slice(0, -1).map((own) => own['ce-id']),
    );
  });
});

test('every optional field is in some file', () => {
  const given = new Set(
    FILES.flatMap(({ file, type }) =>
      placesOf(EVENTS[type].name, readGolden(file).body).flatMap(({ name, value }) =>
        name === undefined ? [] : Object.keys(value as object).map((key) => `${name}.${key}`),
      ),
    ),
  );
  const names = new Set(TYPES.flatMap((type) => [...closureOf(EVENTS[type].name)]));
  const all = [...names].flatMap((name) =>
    Object.keys(schemaOf(name)['properties'] as object).map((key) => `${name}.${key}`),
  );
  expect(all.filter((field) => !given.has(field))).toEqual([]);
});
