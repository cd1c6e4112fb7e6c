import { beforeAll, describe, expect, test } from '@jest/globals';
import { eventIdOf, headerProblems } from '../check-log.js';
import { digest } from '../support/canonical.js';
import { Ear } from '../support/ear.js';
import { startOf } from '../support/guild.js';
import type { Guild } from '../support/guild.js';
import { textOf } from '../support/log-event.js';
import type { JsonObject, LogEvent } from '../support/log-event.js';
import { granted } from '../support/participant.js';
import { deployment } from '../support/tasks.js';
import { MASTER, namesOf } from './words.js';

const traceOf = ({ headers }: LogEvent): string => headers['traceparent']?.split('-')[1] ?? '';
const spanOf = ({ headers }: LogEvent): string => headers['traceparent']?.split('-')[2] ?? '';

/** The flow of 6.4 from the request to the summary, with everything that 6.3 says of its events. */
export const productionDeployment = (running: () => Guild): void => {
  describe('the production deployment of the seed', () => {
    let guild: Guild;
    beforeAll(() => {
      guild = running();
    });

    const taskId = 'seed-production-deployment';
    const trace = '0af7651916cd43dd8448eb211c80319c';
    const traced = { traceparent: `00-${trace}-b7ad6b7169203331-01` };
    let story: LogEvent[];

    test('is assessed, assigned and asked for; two approvals issue it; start and complete close it', async () => {
      const masterHears = await Ear.on(
        (await guild.as(MASTER)).nc,
        'evt.task.>',
        'evt.assignment.>',
        'evt.permit.>',
      );

      const seq = await guild.publish(MASTER, deployment(taskId), traced);
      const [assessed, made, requested] = await Promise.all([
        masterHears.event('task.assessed', taskId),
        masterHears.event('assignment.made', taskId),
        masterHears.event('permit.requested', taskId),
      ]);
      const permitDigest = textOf(requested.data, 'permitDigest');
      const asked = { taskId, permitDigest, event: requested };
      const byBob = granted(
        await guild.approve('bob', 'engineering-director', asked, { ...traced, id: 'b1' }),
      );
      const byCarol = granted(await guild.approve('carol', 'security-lead', asked, { ...traced, id: 'c1' }));
      const issued = await masterHears.event('permit.issued', taskId);
      const start = startOf(asked);
      const started = granted(
        await guild.command('deployer-3', 'permit.start', start, { ...traced, id: 's1' }),
      );
      const complete = { taskId, outcome: 'success', summary: 'v2.1 is live', lastSeq: 0 };
      const ended = granted(
        await guild.command('deployer-3', 'permit.complete', complete, { ...traced, id: 'e1' }),
      );
      await masterHears.event('permit.closed', taskId);
      story = await guild.story(taskId);

      expect(namesOf(story)).toEqual([
        `task.assessed ${taskId} 1`,
        `assignment.made ${taskId} 1`,
        `permit.requested ${taskId} 1`,
        `permit.review-started ${taskId} 2`,
        `permit.approval-recorded ${taskId} 3`,
        `permit.approval-recorded ${taskId} 4`,
        `permit.approved ${taskId} 5`,
        `permit.issued ${taskId} 6`,
        `permit.execution-started ${taskId} 7`,
        `permit.completed ${taskId} 8`,
        `permit.closed ${taskId} 9`,
      ]);
      expect(namesOf(masterHears.heard)).toEqual(namesOf(story));
      const id = ({ headers }: LogEvent): string => headers['ce-id'] ?? '';
      expect(
        story.map(({ headers }) => [headers['ce-source'], headers['ce-actor'], headers['ce-causationid']]),
      ).toEqual([
        ['/guildhall/risk-assessment', MASTER, `intake:${seq}:${textOf(assessed.data, 'receivedAt')}`],
        ['/guildhall/worker-registry', MASTER, id(assessed)],
        ['/guildhall/permit-workflow', MASTER, id(made)],
        ['/guildhall/permit-workflow', 'bob', 'bob:b1'],
        ['/guildhall/permit-workflow', 'bob', 'bob:b1'],
        ['/guildhall/permit-workflow', 'carol', 'carol:c1'],
        ['/guildhall/permit-workflow', 'carol', 'carol:c1'],
        ['/guildhall/permit-workflow', 'carol', 'carol:c1'],
        ['/guildhall/permit-workflow', 'deployer-3', 'deployer-3:s1'],
        ['/guildhall/permit-workflow', 'deployer-3', 'deployer-3:e1'],
        ['/guildhall/permit-workflow', 'deployer-3', 'deployer-3:e1'],
      ]);
      const positions = story.map(({ position }) => position);
      expect([byBob, byCarol, started, ended]).toEqual([
        { result: { taskId, state: 'UNDER_REVIEW', permitDigest }, position: positions[4] },
        { result: { taskId, state: 'ACTIVE', permitDigest }, position: positions[7] },
        {
          result: {
            taskId,
            state: 'EXECUTING',
            permitDigest,
            duty: 'work',
            heartbeatWithin: 'PT30S',
            token: expect.any(String),
            tokenExpiresAt: expect.any(String),
          },
          position: positions[8],
        },
        { result: { taskId, state: 'CLOSED', permitDigest }, position: positions[10] },
      ]);
      expect(issued.data['approvedBy']).toEqual([
        { approver: 'bob', role: 'engineering-director' },
        { approver: 'carol', role: 'security-lead' },
      ]);
    });

    test('every event has the headers of 6.3, an id made of its cause, and the trace it came with', () => {
      expect(story.flatMap(headerProblems)).toEqual([]);
      expect(story.map(({ headers }) => headers['ce-id'])).toEqual(
        story.map(({ headers, context }, index) => {
          const cause = headers['ce-causationid'] ?? '';
          const earlier = story.slice(0, index).filter((other) => other.headers['ce-causationid'] === cause);
          return eventIdOf(cause, context, taskId, earlier.length + 1);
        }),
      );
      for (const event of story) {
        expect(event.headers['ce-correlationid']).toBe(taskId);
        expect(event.headers['Nats-Sequence']).toBe(String(event.position));
        expect(traceOf(event)).toBe(trace);
      }
      // Each decision is a span of its own, shared by the events of its append.
      const spans = new Set(story.map(spanOf));
      expect(spans.size).toBe(7);
      expect(spans).not.toContain('b7ad6b7169203331');
    });

    test('was heard live once, with the very bytes and positions of the log', () => {
      const heard = guild.ear.heard.filter(({ headers }) => headers['ce-correlationid'] === taskId);
      const bare = ({ subject, position, body, headers }: LogEvent) => ({
        subject,
        position,
        body,
        id: headers['ce-id'],
      });
      expect(heard.map(bare)).toEqual(story.map(bare));
    });

    test('its digest is that of its terms, which are the same when asked for and when issued', () => {
      const [requested, issued] = ['permit.requested', 'permit.issued'].map(
        (type) => story.find((event) => event.type === type)?.data,
      );
      expect(requested?.['permitDigest']).toBe(digest(requested?.['terms'] ?? null));
      expect(issued?.['permitDigest']).toBe(requested?.['permitDigest']);
      expect(issued?.['terms']).toEqual(requested?.['terms']);
      expect(requested?.['terms']).toMatchObject({
        v: 1,
        taskId,
        request: deployment(taskId),
        requestedBy: MASTER,
        workerId: 'deployer-3',
        level: 3,
        plan: [{ stage: 'leadership', roles: { 'engineering-director': 1, 'security-lead': 1 } }],
        mayNotApprove: ['olivia'],
        overlaps: [],
      });
    });

    test('ends with a summary', () => {
      const stored = (type: string): string =>
        new Date(story.find((event) => event.type === type)?.storedAt ?? 0).toISOString();
      expect(story.at(-1)?.data).toEqual({
        summary: {
          taskId,
          workerId: 'deployer-3',
          requestedBy: MASTER,
          level: 3,
          outcome: 'success',
          approvedBy: ['bob', 'carol'],
          requestedAt: stored('permit.requested'),
          issuedAt: stored('permit.issued'),
          startedAt: stored('permit.execution-started'),
          endedAt: expect.any(String),
          actions: 0,
          violations: 0,
        },
      });
    });

    test('is told by the queries, each up to the position it was asked for', async () => {
      const after = story.at(-1)?.position ?? 0;
      const task = granted(await guild.query(MASTER, 'task.get', { taskId, after }));
      const permit = granted(await guild.query('bob', 'permit.get', { taskId, after }));
      const told = granted(await guild.query('judy', 'task.story', { taskId, after }));
      expect(task.result).toMatchObject({
        taskId,
        status: 'assigned',
        permit: 'CLOSED',
        request: deployment(taskId),
      });
      expect(permit.result).toMatchObject({
        taskId,
        state: 'CLOSED',
        outcome: 'success',
        allowed: ['permit.archive'],
      });
      expect(
        (told.result['events'] as JsonObject[]).map(({ position, type }) => ({ position, type })),
      ).toEqual(story.map(({ position, type }) => ({ position, type })));
      for (const { position } of [task, permit, told]) expect(position).toBeGreaterThanOrEqual(after);
    });
  });
};
