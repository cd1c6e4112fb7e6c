import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { provision } from '@guildhall/broker';
import { Task, eventId, parseMessage } from '@guildhall/contracts';
import { sha256 } from '@guildhall/event-store';
import { assess } from '@guildhall/risk';
import type { Policy } from '@guildhall/risk';
import { explorationOf } from '../load/tasks.js';
import { inFlight } from '../load/pipelined.js';
import { variations } from '../measures/variations.js';
import { headersOf, subjectOf } from './event-message.js';
import type { EventMessage } from './event-message.js';
import { startHomeBroker, taskIdOf } from './filled.js';

const LANES = 512;
const KINDS = 10_000;
const MASTER = 'development-master';
const AUDITOR = 'judy';
const TIME = '2030-01-01T00:00:00.000Z';
const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** What a `task.assessed` says: thousands of different ones, each made by the policy. */
const bodies = (policy: Policy): object[] => {
  const read = parseMessage(Task, {
    ...explorationOf('bench'),
    justification: 'A justification long enough.',
  });
  if ('refusal' in read) throw new Error(read.refusal.message);
  return variations(read.value, KINDS).flatMap((request) => {
    const assessed = assess(request, policy);
    if ('refusal' in assessed) return [];
    const { assessment } = assessed;
    return [{ request, requestedBy: MASTER, receivedAt: TIME, assessment }];
  });
};

const eventOf = (index: number): EventMessage => {
  const entity = taskIdOf(index);
  const causation = `intake:${index}:${TIME}`;
  return {
    type: 'task.assessed',
    entity,
    version: 1,
    id: eventId({ causation, context: 'task', entity, n: 1 }, sha256),
    source: 'risk-assessment',
    actor: MASTER,
    correlation: entity,
    causation,
    traceparent: TRACEPARENT,
    time: TIME,
  };
};

const write = async (home: string, tasks: number, policy: Policy): Promise<void> => {
  for (const folder of ['creds', 'logs', 'run']) await mkdir(join(home, folder), { recursive: true });
  // What counts is how it is read: written with less care, it is all on the disk when this broker has stopped.
  await using broker = await startHomeBroker(home, '"2m"');
  await provision(await broker.admin());
  const { creds } = await broker.trust.issue(AUDITOR, 'auditor');
  await writeFile(join(home, 'creds', `${AUDITOR}.creds`), creds, { mode: 0o600 });
  const nc = await broker.service('risk-assessment');
  const texts = bodies(policy).map((body) => JSON.stringify(body));
  await inFlight(tasks, LANES, async (index) => {
    const event = eventOf(index);
    const body = (texts[index % texts.length] ?? '').replaceAll('"bench"', `"${event.entity}"`);
    const reply = await nc.request(subjectOf(event), body, { headers: headersOf(event), timeout: 60_000 });
    const { error } = reply.json<{ error?: object }>();
    if (error) throw new Error(JSON.stringify(error));
  });
};

/** A home whose log holds so many assessed tasks and nothing else, with credentials of an auditor: that of an earlier run. */
export const assessedHome = async (
  work: string,
  tasks: number,
  policy: Policy,
  say: (text: string) => void,
): Promise<{ home: string; auditor: string }> => {
  const home = join(work, `assessed-${tasks}`);
  const marker = join(home, 'filled');
  if (!existsSync(marker)) {
    say(`filling a log with ${tasks} assessed tasks`);
    await rm(home, { recursive: true, force: true });
    await write(home, tasks, policy);
    await writeFile(marker, '');
  }
  return { home, auditor: AUDITOR };
};
