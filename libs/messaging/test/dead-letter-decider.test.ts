import { describe, expect, test } from '@jest/globals';
import type { EventOf, Recorded } from '@guildhall/contracts';
import { deadLetterDecider } from '../src/dead-letter-decider.js';
import type { DeadLetterCommand, DeadLetterState } from '../src/dead-letter-decider.js';

type LetterEvent = EventOf<'dead-letter.retried' | 'dead-letter.dropped'>;

const retried = (service: 'permit-workflow' | 'audit-projection'): LetterEvent => ({
  type: 'dead-letter.retried',
  data: { service },
});
const dropped = (service: 'permit-workflow' | 'audit-projection'): LetterEvent => ({
  type: 'dead-letter.dropped',
  data: { service, reason: 'It is of no use.' },
});

const recorded = (event: LetterEvent, version: number): Recorded<LetterEvent['type']> => ({
  ...event,
  id: `e${version}`,
  context: 'dead-letter',
  entity: 'x1',
  version,
  position: version,
  time: '2026-11-21T09:00:00.000Z',
  actor: 'olivia',
  correlation: 't1',
  causation: `olivia:${version}`,
});

const after = (...events: LetterEvent[]): DeadLetterState =>
  events
    .map((event, index) => recorded(event, index + 1))
    .reduce(deadLetterDecider.evolve, deadLetterDecider.initialState);

const facts = { service: 'permit-workflow', operator: true, filed: true } as const;
const drop = { ...facts, type: 'drop', reason: 'It is of no use.' } as const;
const retry = { ...facts, type: 'retry', gone: undefined, tried: 'handled' } as const;

const decide = (command: DeadLetterCommand, ...events: LetterEvent[]) =>
  deadLetterDecider.decide(command, after(...events));

describe('a dead letter that is open', () => {
  test('is retried where the message could be handled', () => {
    expect(decide(retry)).toEqual({ events: [retried('permit-workflow')] });
  });

  test('stays open where it could not', () => {
    expect(decide({ ...retry, tried: { failure: 'no permit can be made' } })).toEqual({
      refusal: { code: 'INTERNAL', message: 'It failed again: no permit can be made' },
    });
  });

  test('is dropped, with the reason', () => {
    expect(decide(drop)).toEqual({ events: [dropped('permit-workflow')] });
  });

  test('stays open when another service settles its own letter of the same event', () => {
    expect(decide(retry, dropped('audit-projection'))).toEqual({ events: [retried('permit-workflow')] });
  });
});

describe('retry', () => {
  const gone = { ...retry, tried: 'not', gone: 'permit-workflow-tasks' } as const;

  test('of a letter whose consumer is gone is refused, to those who may know', () => {
    expect(decide(gone)).toEqual({
      refusal: {
        code: 'INVALID_STATE',
        message: 'permit-workflow takes nothing from permit-workflow-tasks any more; drop it.',
      },
    });
    expect(decide({ ...gone, operator: false })).toMatchObject({ refusal: { code: 'FORBIDDEN' } });
    expect(decide(gone, dropped('permit-workflow'))).toMatchObject({
      refusal: { message: 'This dead letter was dropped already.' },
    });
  });

  test('that was handled while somebody dropped the letter has the last word', () => {
    expect(decide(retry, dropped('permit-workflow'))).toEqual({ events: [retried('permit-workflow')] });
    expect(decide(retry, retried('permit-workflow'))).toMatchObject({
      refusal: { message: 'This dead letter was retried already.' },
    });
  });

  test('is not settled by nobody having tried', () => {
    expect(() => decide({ ...retry, tried: 'not' })).toThrow(/nobody had tried/);
  });
});

describe.each([{ ...retry, tried: 'not' } as const, drop])('$type', (command) => {
  test('is for operators', () => {
    expect(decide({ ...command, operator: false })).toEqual({
      refusal: { code: 'FORBIDDEN', message: 'Only operators decide about dead letters.' },
    });
  });

  test('needs a letter; whoever is no operator does not learn whether there is one', () => {
    expect(decide({ ...command, filed: false })).toEqual({
      refusal: { code: 'NOT_FOUND', message: 'permit-workflow has no such dead letter.' },
    });
    expect(decide({ ...command, filed: false, operator: false })).toMatchObject({
      refusal: { code: 'FORBIDDEN' },
    });
  });

  test.each([
    [retried('permit-workflow'), 'retried'],
    [dropped('permit-workflow'), 'dropped'],
  ])('comes too late after %j', (event, what) => {
    expect(decide(command, event)).toEqual({
      refusal: { code: 'INVALID_STATE', message: `This dead letter was ${what} already.` },
    });
  });
});
