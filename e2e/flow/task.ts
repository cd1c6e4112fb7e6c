import { beforeAll, describe, expect, test } from '@jest/globals';
import { waitFor } from '@guildhall/testing';
import { sha256 } from '../support/canonical.js';
import type { Guild } from '../support/guild.js';
import { textOf } from '../support/log-event.js';
import type { LogEvent } from '../support/log-event.js';
import { granted, refused } from '../support/participant.js';
import { deployment, exploration } from '../support/tasks.js';
import { MASTER, REASON, hashed, typesOf } from './words.js';

/** What the intake and the registry make of a task (2.4, 4.3, 6.4). */
export const tasks = (running: () => Guild): void => {
  describe('a task', () => {
    let guild: Guild;
    beforeAll(() => {
      guild = running();
    });

    test('sent again with the same content writes nothing; with other content, or by another, it is refused', async () => {
      const task = exploration('same-1');
      const shuffled = Object.fromEntries(Object.entries(task).reverse());
      await guild.publish(MASTER, task);
      await guild.ear.event('permit.issued', 'same-1');
      await guild.publish(MASTER, task);
      await guild.publish(MASTER, shuffled);
      await guild.publish(MASTER, { ...task, title: 'Something else' });
      await guild.publish('cicd-master', task);
      const refusedAs = (master: string) =>
        guild.ear.first(
          `task.refused of ${master}`,
          ({ type, headers, data }) =>
            type === 'task.refused' && headers['ce-actor'] === master && data['taskId'] === 'same-1',
        );
      const [own, others] = await Promise.all([refusedAs(MASTER), refusedAs('cicd-master')]);

      const other = JSON.stringify({ ...task, title: 'Something else' });
      expect(own).toMatchObject({
        entity: `r${hashed(own.headers['ce-causationid'] ?? '').slice(0, 20)}`,
        version: 1,
        data: {
          code: 'ALREADY_EXISTS',
          errors: [{ pointer: '', message: 'Task same-1 exists already, with other content.' }],
          taskId: 'same-1',
          requestedBy: MASTER,
          bytes: Buffer.byteLength(other),
          sha256: sha256(other),
        },
      });
      expect(others.data).toMatchObject({ code: 'ALREADY_EXISTS', requestedBy: 'cicd-master' });
    });

    test('sent many times at once is assessed once; of two masters one has it', async () => {
      const task = exploration('same-2');
      await Promise.all(Array.from({ length: 8 }, () => guild.publish(MASTER, task)));
      await guild.ear.event('permit.issued', 'same-2');

      const masters = [MASTER, 'cicd-master', 'security-master', 'coordinator-master'];
      await Promise.all(masters.map((master) => guild.publish(master, exploration('same-3'))));
      const mine = ({ headers }: LogEvent): boolean => headers['ce-correlationid'] === 'same-3';
      const answers = await waitFor(() => {
        const heard = guild.ear.heard.filter((event) => mine(event) && event.context === 'task');
        return heard.length === masters.length && heard;
      });
      expect(typesOf(answers).sort()).toEqual([
        'task.assessed',
        'task.refused',
        'task.refused',
        'task.refused',
      ]);
      expect(new Set(answers.map(({ headers }) => headers['ce-actor']))).toEqual(new Set(masters));
      await guild.ear.event('permit.issued', 'same-3');
    });

    test('with an unresolved SB1 is held until its master adds the override, and then needs a manager', async () => {
      await guild.publish(MASTER, exploration('held-1', { estimatedTokens: 20_000 }));
      const held = await guild.ear.event('task.held', 'held-1');
      expect(held.data).toMatchObject({
        waitingFor: ['SB1'],
        assessment: { level: 0, softBlocks: [{ id: 'SB1', resolved: false }] },
      });
      const override = { softBlock: 'extended-tokens', justification: 'A large parser, read in one go' };
      const command = { taskId: 'held-1', overrides: [override] };
      expect(refused(await guild.command('cicd-master', 'task.override', command)).code).toBe('FORBIDDEN');
      granted(await guild.command(MASTER, 'task.override', command, { id: 'held-1' }));
      const requested = await guild.ear.event('permit.requested', 'held-1');
      expect(requested.data).toMatchObject({
        terms: {
          level: 0,
          tokenBudget: 20_000,
          workerId: 'scout-0',
          plan: [{ stage: 'management', roles: { manager: 1 } }],
          request: { overrides: [override] },
        },
      });
      const permitDigest = textOf(requested.data, 'permitDigest');
      granted(await guild.approve('alice', 'manager', { taskId: 'held-1', permitDigest, event: requested }));
      expect(typesOf(await guild.story('held-1'))).toEqual([
        'task.held',
        'refusal.refused',
        'task.overridden',
        'task.assessed',
        'assignment.made',
        'permit.requested',
        'permit.review-started',
        'permit.approval-recorded',
        'permit.approved',
        'permit.issued',
      ]);
    });

    test('for a worker that a hard block bars is denied, with its refusal in the same append', async () => {
      await guild.publish(MASTER, deployment('block-1', { workerId: 'scout-0' }));
      const denied = await guild.ear.event('assignment.denied', 'block-1');
      const [refusal] = await guild.refusals('block-1');
      expect(denied.data).toEqual({
        code: 'HARD_BLOCK',
        rule: 'HB1',
        candidates: [{ workerId: 'scout-0', rule: 'HB1' }],
        more: 0,
      });
      expect(refusal).toMatchObject({
        position: denied.position + 1,
        entity: `f${hashed(denied.headers['ce-causationid'] ?? '').slice(0, 20)}`,
        headers: {
          'ce-source': '/guildhall/worker-registry',
          'ce-actor': MASTER,
          'ce-causationid': denied.headers['ce-causationid'],
          traceparent: denied.headers['traceparent'],
        },
        data: { command: 'task.assessed', caller: MASTER, code: 'HARD_BLOCK', rule: 'HB1', about: 'block-1' },
      });
      const withdraw = { taskId: 'block-1', ...REASON };
      expect(refused(await guild.command(MASTER, 'task.withdraw', withdraw)).code).toBe('INVALID_STATE');
    });

    test('that nobody can do, or that is beyond its master, is denied', async () => {
      await guild.publish(MASTER, deployment('none-1', { capability: 'pdf-to-text' }));
      await guild.publish(MASTER, deployment('none-2', { operation: 'architecture-change' }));
      expect((await guild.ear.event('assignment.denied', 'none-1')).data).toMatchObject({
        code: 'NO_ELIGIBLE_WORKER',
      });
      expect((await guild.ear.event('assignment.denied', 'none-2')).data).toMatchObject({
        code: 'MASTER_AUTHORIZATION',
      });
      expect((await guild.refusals('none-2')).map(({ data }) => data['code'])).toEqual([
        'MASTER_AUTHORIZATION',
      ]);
      expect(await guild.refusals('none-1')).toEqual([]);
    });
  });
};
