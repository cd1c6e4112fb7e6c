import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { newSigningSeed } from '@guildhall/broker';
import type { Recorded } from '@guildhall/contracts';
import { jetStreamStore } from '@guildhall/event-store';
import type { EventStore } from '@guildhall/event-store';
import { startNats, waitFor } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import { parse } from 'yaml';
import { build } from '../apps/cli/test/support/built.js';
import { terms } from '../libs/permit/test/factories.js';
import { issued } from '../libs/permit/test/story.js';
import { problemsOf } from './check-log.js';
import { Guild } from './support/guild.js';
import type { JsonObject, LogEvent } from './support/log-event.js';
import { textOf } from './support/log-event.js';
import { granted, refused } from './support/participant.js';
import { ServiceProcess } from './support/service.js';
import { deployment, exploration } from './support/tasks.js';

jest.setTimeout(60_000);

const MASTER = 'development-master';
/** Long enough for all that has to be done before, also on a slow machine; each is waited for once. */
const REVIEWED_WITHIN_MS = 8_000;
const KILLED_WITHIN_MS = 4_000;
/** At most so late is what has to be done at a time (3.5). */
const LATE_MS = 1_000;

const after = (ms: number): string => new Date(Date.now() + ms).toISOString();
const windowOf = (ms: number) => ({ window: { notBefore: after(-60_000), notAfter: after(ms) } });

describe('in a running system, where reviews of level 2 take 8 s', () => {
  let guild: Guild;

  const policy = (): JsonObject => {
    const document = parse(readFileSync(new URL('../policies/default.yaml', import.meta.url), 'utf8')) as {
      levels: JsonObject[];
    };
    const levels = document.levels.map((each) =>
      each['level'] === 2 ? { ...each, reviewWithin: `PT${REVIEWED_WITHIN_MS / 1000}S` } : each,
    );
    return { levels };
  };

  const configuration = (taskId: string): JsonObject => {
    const url = new URL('../examples/demo/configure.json', import.meta.url);
    return { ...(JSON.parse(readFileSync(url, 'utf8')) as JsonObject), taskId };
  };

  /** A configuration change that alice, a manager, may approve within 8 s. */
  const askedQuickly = async (taskId: string): Promise<LogEvent> => {
    await guild.publish(MASTER, configuration(taskId));
    return guild.ear.event('permit.requested', taskId);
  };

  const approveAsAlice = ({ entity, data }: LogEvent) => {
    const permitDigest = textOf(data, 'permitDigest');
    return guild.command('alice', 'permit.approve', { taskId: entity, role: 'manager', permitDigest });
  };

  /** Explores under a permit of the policy whose window ends soon. */
  const explores = async (taskId: string): Promise<LogEvent> => {
    await guild.publish(MASTER, exploration(taskId, windowOf(REVIEWED_WITHIN_MS)));
    return guild.ear.event('permit.issued', taskId);
  };

  const start = ({ entity: taskId, data }: LogEvent) => {
    const { definition = '', request = {} } = data['terms'] as JsonObject;
    const { environment = '' } = request as JsonObject;
    return guild.command('scout-0', 'permit.start', { taskId, environment, definition });
  };

  // All at once, so that their times pass together; each test waits for its own.
  let begun: Record<'unused' | 'used' | 'asked' | 'approved' | 'later' | 'vain', LogEvent>;
  beforeAll(async () => {
    guild = await Guild.start({ policy: policy() });
    const used = async (): Promise<LogEvent> => {
      const event = await explores('used');
      granted(await start(event));
      return event;
    };
    const inVain = async (): Promise<LogEvent> => {
      await guild.publish(MASTER, deployment('vain', windowOf(REVIEWED_WITHIN_MS)));
      return guild.ear.event('permit.requested', 'vain');
    };
    const approvedAndLater = async (): Promise<[LogEvent, LogEvent]> => {
      const approved = await askedQuickly('approved');
      granted(await approveAsAlice(approved));
      return [approved, await askedQuickly('later')];
    };
    const [[approved, later], ...others] = await Promise.all([
      approvedAndLater(),
      used(),
      explores('unused'),
      askedQuickly('asked'),
      inVain(),
    ]);
    begun = { approved, later, used: others[0], unused: others[1], asked: others[2], vain: others[3] };
  });
  afterAll(() => guild[Symbol.asyncDispose]());

  /** The event of this type in the log, which the timer `kind` has caused at `due` and not later than 1 s after. */
  const caused = async (type: string, taskId: string, kind: string, due: string): Promise<LogEvent> => {
    await guild.ear.event(type, taskId);
    const [event, ...more] = (await guild.entity('permit', taskId)).filter((each) => each.type === type);
    expect({ event: event?.type, more }).toEqual({ event: type, more: [] });
    const late = (event?.storedAt ?? 0) - Date.parse(due);
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(LATE_MS);
    expect(event?.headers).toMatchObject({
      'ce-actor': 'timer',
      'ce-correlationid': taskId,
      'ce-causationid': `timer:timer.due.permit.${taskId}.${kind}:${due}`,
    });
    return event as LogEvent;
  };

  const endOfWindow = ({ data }: LogEvent): string => textOf(data['window'] as JsonObject, 'notAfter');

  const lines = async (taskId: string): Promise<string[]> => {
    const { result } = granted(await guild.query('judy', 'task.story', { taskId }));
    return (result['events'] as JsonObject[]).map((line) => textOf(line, 'text'));
  };

  test('a permit that nobody uses expires', async () => {
    const event = await caused('permit.expired', 'unused', 'window', endOfWindow(begun.unused));
    expect(event.data).toMatchObject({
      summary: { outcome: 'expired', requestedBy: MASTER, approvedBy: [] },
    });
    expect(refused(await start(begun.unused)).code).toBe('INVALID_STATE');
    const { result } = granted(
      await guild.query('judy', 'permit.get', { taskId: 'unused', after: event.position }),
    );
    expect(result).toMatchObject({
      state: 'CLOSED',
      summary: { outcome: 'expired' },
      allowed: ['permit.archive'],
    });
    expect((await lines('unused')).at(-1)).toBe('The permit expires: its time window ended unused.');
    const shown = await guild.system.run('judy', 'permit', 'show', 'unused');
    expect(shown.stdout).toMatch(/^ended +expired$/m);
  });

  test('a permit at work is revoked, and closed in the same append', async () => {
    const due = endOfWindow(begun.used);
    const revoked = await caused('permit.revoked', 'used', 'window', due);
    const closed = await caused('permit.closed', 'used', 'window', due);
    expect(revoked.data).toEqual({
      severity: 'warning',
      reason: { kind: 'window-over', text: `The permit was good until before ${due}.` },
    });
    expect(closed.position).toBe(revoked.position + 1);
    expect(closed.data).toMatchObject({ summary: { outcome: 'revoked' } });
    const complete = { taskId: 'used', outcome: 'success', lastSeq: 0 };
    expect(refused(await guild.command('scout-0', 'permit.complete', complete)).code).toBe('INVALID_STATE');
    const { result } = granted(
      await guild.query('judy', 'permit.get', { taskId: 'used', after: closed.position }),
    );
    expect(result).toMatchObject({ state: 'CLOSED', revocation: { kind: 'window-over' } });
    expect((await lines('used')).at(-2)).toBe(
      `The permit is revoked (warning): "The permit was good until before ${due}".`,
    );
  });

  test('a permit that is not approved in time is rejected', async () => {
    const event = await caused('permit.rejected', 'asked', 'review', textOf(begun.asked.data, 'reviewBy'));
    expect(event.data).toMatchObject({
      reason: { kind: 'review-timeout' },
      summary: { outcome: 'rejected' },
    });
    expect(event.data).not.toHaveProperty('by');
    expect(refused(await approveAsAlice(begun.asked)).code).toBe('INVALID_STATE');
    const { result } = granted(await guild.query('alice', 'permit.inbox', { after: event.position }));
    expect((result['permits'] as JsonObject[]).map((each) => each['taskId'])).not.toContain('asked');
    const shown = await guild.system.run('alice', 'permit', 'show', 'asked');
    expect(shown.stdout).toMatch(/^ended +rejected \(review-timeout\)$/m);
  });

  test('a permit whose window passes while people are asked is rejected', async () => {
    const { request } = begun.vain.data['terms'] as { request: JsonObject };
    const event = await caused(
      'permit.rejected',
      'vain',
      'window',
      endOfWindow({ ...begun.vain, data: request }),
    );
    expect(event.data).toMatchObject({ reason: { kind: 'window-passed' } });
  });

  test('a permit that was approved in time is left alone', async () => {
    const reviewBy = Date.parse(textOf(begun.approved.data, 'reviewBy'));
    // Asked for later, and rejected by a timer that is due later.
    const event = await caused('permit.rejected', 'later', 'review', textOf(begun.later.data, 'reviewBy'));
    expect(event.storedAt).toBeGreaterThan(reviewBy);
    const { result } = granted(
      await guild.query('judy', 'permit.get', { taskId: 'approved', after: event.position }),
    );
    expect(result['state']).toBe('ACTIVE');
  });

  test('the log is whole', async () => {
    expect(problemsOf(await guild.log())).toEqual([]);
  });
});

describe('killed before the time', () => {
  let nats: TestNats;
  let env: Record<string, string>;
  let store: EventStore;
  beforeAll(async () => {
    build('.');
    nats = await startNats();
    const file = async (name: string, content: string): Promise<string> => {
      const path = join(nats.dir, name);
      await writeFile(path, content);
      return path;
    };
    env = {
      GUILDHALL_HOME: nats.dir,
      NATS_URL: nats.url,
      NATS_CREDS: await file('permit-workflow.creds', await nats.trust.service('permit-workflow')),
      NATS_PROBE_CREDS: await file('probe.creds', await nats.trust.probe()),
      GUILDHALL_PERSON_KEY_FILE: await file('person-keys.key', randomBytes(32).toString('base64url')),
      GUILDHALL_TOKEN_KEY_FILE: await file('token-signer.nk', newSigningSeed()),
    };
    const report = (): void => undefined;
    store = await jetStreamStore(await nats.service('permit-workflow'), {
      service: 'permit-workflow',
      report,
    });
  });
  afterAll(() => nats[Symbol.asyncDispose]());

  const whileRunning = async (work: (service: ServiceProcess) => Promise<void>): Promise<void> => {
    await using service = new ServiceProcess('permit-workflow', env);
    await service.ready();
    await work(service);
  };

  /** A permit of the policy whose window ends at `notAfter` is in the log. */
  const issue = async (entity: string, notAfter: string): Promise<void> => {
    const event = issued('policy', { notBefore: after(-60_000), notAfter }, terms(0, { taskId: entity }));
    await store.append([{ context: 'permit', entity, expected: 0, events: [event] }], {
      source: 'permit-workflow',
      actor: 'policy',
      correlation: entity,
      causation: `test:${entity}`,
      time: after(0),
    });
  };

  /** Once the broker has a timer for it. */
  const timerIsSet = async (entity: string): Promise<void> => {
    const jsm = await jetstreamManager(await nats.admin(), { checkAPI: false });
    const subject = `timer.set.permit.${entity}.window`;
    await waitFor(async () => {
      const { state } = await jsm.streams.info('TIMERS', { subjects_filter: subject });
      return state.subjects?.[subject] === 1;
    });
  };

  const ends = async (entity: string): Promise<Recorded[]> =>
    (await store.read('permit', entity)).events.filter(({ type }) => type === 'permit.expired');

  /** Its end in the log, and that there is one only. */
  const expired = async (entity: string): Promise<Recorded | undefined> => {
    const [end, ...more] = await waitFor(async () => {
      const found = await ends(entity).catch(() => []);
      return found.length > 0 && found;
    });
    expect(more).toEqual([]);
    return end;
  };

  /** It ends within a second from now. */
  const endsAtOnce = async (entity: string): Promise<Recorded | undefined> => {
    const back = Date.now();
    const end = await expired(entity);
    expect(Date.parse(end?.time ?? '') - back).toBeLessThan(LATE_MS);
    return end;
  };

  test('permit-workflow and nats-server: the timer fires once, at most 1 s after both are back', async () => {
    let due = '';
    await whileRunning(async (service) => {
      due = after(KILLED_WITHIN_MS);
      await issue('k1', due);
      await timerIsSet('k1');
      await service.kill();
      await nats.kill();
    });
    expect(after(0) < due).toBe(true);
    await waitFor(() => after(0) > due);
    await nats.restart();
    await whileRunning(async () => {
      expect(await endsAtOnce('k1')).toMatchObject({
        actor: 'timer',
        correlation: 'k1',
        causation: `timer:timer.due.permit.k1.window:${due}`,
      });
      // By when another one has fired, a second of the same would have, too.
      await issue('k2', after(500));
      await expired('k2');
    });
    expect(await ends('k1')).toHaveLength(1);
  });

  test('nothing is left of timers that have gone off', async () => {
    const jsm = await jetstreamManager(await nats.admin(), { checkAPI: false });
    expect((await jsm.streams.info('TIMERS')).state.messages).toBe(0);
  });

  test('permit-workflow, between the event and its timer: it is set when it is back', async () => {
    const due = after(300);
    await issue('k3', due);
    await waitFor(() => after(0) > due);
    await whileRunning(async () => {
      await endsAtOnce('k3');
    });
  });
});
