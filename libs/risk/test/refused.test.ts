import { describe, expect, test } from '@jest/globals';
import { issuesOf, RefusalRefused, TaskRefused } from '@guildhall/contracts';
import { refusedRequest } from '../src/index.js';

const RECEIPT = { requestedBy: 'development-master', taskId: 't1', bytes: 812, sha256: 'a'.repeat(64) };

describe('the records of a refused request', () => {
  test('every issue, and of the content size and hash only', () => {
    const details = [
      { pointer: '/inputs', message: 'is missing' },
      { pointer: '/justification', message: 'is too short' },
    ];
    expect(refusedRequest({ code: 'VALIDATION_FAILED', message: 'It is wrong.', details }, RECEIPT)).toEqual({
      refused: {
        type: 'task.refused',
        data: {
          code: 'VALIDATION_FAILED',
          errors: details,
          taskId: 't1',
          requestedBy: 'development-master',
          bytes: 812,
          sha256: 'a'.repeat(64),
        },
      },
    });
  });

  test('without an id, and with the message where there are no details', () => {
    const { taskId: _taskId, ...receipt } = RECEIPT;
    expect(refusedRequest({ code: 'ALREADY_EXISTS', message: 'Task t1 exists already.' }, receipt)).toEqual({
      refused: {
        type: 'task.refused',
        data: {
          code: 'ALREADY_EXISTS',
          errors: [{ pointer: '', message: 'Task t1 exists already.' }],
          ...receipt,
        },
      },
    });
  });

  test('a hard block is also a refusal of its own', () => {
    const refusal = {
      code: 'HARD_BLOCK' as const,
      message: 'The task names resources of another environment.',
      rule: 'HB3',
      details: [{ pointer: '/scope/resources/0', message: 'db:a is in production only' }],
    };
    const records = refusedRequest(refusal, RECEIPT);
    expect(records.refusal).toEqual({
      type: 'refusal.refused',
      data: {
        command: 'task.request',
        caller: 'development-master',
        code: 'HARD_BLOCK',
        rule: 'HB3',
        about: 't1',
        message: 'The task names resources of another environment.',
        details: [{ pointer: '/scope/resources/0', message: 'db:a is in production only' }],
      },
    });
    expect(records.refused.data.code).toBe('HARD_BLOCK');
  });

  test('so is a caller who is no master, about itself where there is no task', () => {
    const { taskId: _taskId, ...receipt } = RECEIPT;
    const { refusal } = refusedRequest({ code: 'FORBIDDEN', message: 'mallory is no master.' }, receipt);
    expect(refusal?.data).toEqual({
      command: 'task.request',
      caller: 'development-master',
      code: 'FORBIDDEN',
      about: 'development-master',
      message: 'mallory is no master.',
      details: [],
    });
  });

  test('any number of issues gives records of the published shape', () => {
    const details = Array.from({ length: 500 }, (_, index) => ({
      pointer: `/${index}`,
      message: 'x'.repeat(900),
    }));
    const { refused, refusal } = refusedRequest(
      { code: 'HARD_BLOCK', message: '🎉'.repeat(2000), rule: 'HB3', details },
      RECEIPT,
    );
    expect(issuesOf(TaskRefused, refused.data)).toEqual([]);
    expect(issuesOf(RefusalRefused, refusal?.data)).toEqual([]);
  });
});
