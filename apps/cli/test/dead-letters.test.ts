import type { DeadLetterItem } from '@guildhall/contracts';
import { describe, expect, test } from '@jest/globals';
import { renderDeadLetters } from '../src/render/dead-letters.js';
import { styleFor } from '../src/render/style.js';

const plain = styleFor({ isTTY: false }, {}, new Date(2026, 10, 21, 14, 3));

const ofEvent: DeadLetterItem = {
  service: 'permit-workflow',
  id: '7dCW0JHtiwHJ1VD9sRxrrm',
  durable: 'permit-workflow-tasks',
  subject: 'evt.assignment.made.t1.1',
  about: 't1',
  reason: 'task t1 was assigned without being assessed',
  attempts: 5,
  at: new Date(2026, 10, 21, 14, 1).toISOString(),
};
const ofRequest: DeadLetterItem = {
  service: 'risk-assessment',
  id: 'i0123456789abcdef0123',
  durable: 'risk-assessment-intake',
  subject: 'task.requested.cicd-master',
  about: 'cicd-master',
  reason: 'broken',
  attempts: 20,
  at: new Date(2026, 10, 20, 14, 1).toISOString(),
};

describe('dead letters', () => {
  test('none', () => {
    expect(renderDeadLetters({ letters: [] }, plain)).toBe('No dead letters.');
  });

  test('one a line, and where the next page is', () => {
    const shown = renderDeadLetters({ letters: [ofEvent, ofRequest], next: 'WzNd' }, plain);
    const [head, first, second, ...more] = shown.split('\n').map((line) => line.split(/ {2,}/));
    expect([head, first, second]).toEqual([
      ['service', 'id', 'what', 'about', 'attempts', 'given up', 'reason'],
      ['permit-workflow', ofEvent.id, 'assignment.made', 't1', '5', '14:01', ofEvent.reason],
      ['risk-assessment', ofRequest.id, 'task.requested', 'cicd-master', '20', '20 Nov 14:01', 'broken'],
    ]);
    expect(more).toEqual([[''], ['more with --cursor WzNd']]);
  });

  test('none on this page, which does not say that there are none at all', () => {
    const shown = renderDeadLetters({ letters: [], next: 'WzNd' }, plain);
    expect(shown).toContain('more with --cursor WzNd');
    expect(shown).not.toContain('No dead letters');
  });
});
