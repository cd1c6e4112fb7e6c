import type { DeadLetter, Service } from '@guildhall/contracts';
import type { FiledLetter } from '@guildhall/event-store';
import { MemoryDeadLetters } from '@guildhall/testing';

/** The dead letter of an event, or of a task request where `subject` is one. */
export const letterOf = (
  service: Service,
  id: string,
  subject: string,
  at = '2026-03-01T12:00:01.500Z',
): DeadLetter => ({
  service,
  durable: `${service}-tasks`,
  id,
  stream: 'EVENTS',
  sequence: 12,
  subject,
  headers: { 'ce-id': [id] },
  body: 'e30=',
  attempts: 5,
  reason: 'this breaks an invariant',
  firstAt: '2026-03-01T12:00:00.000Z',
  at,
});

/** Dead letters in memory that know how often somebody has looked through them. */
export class Letters extends MemoryDeadLetters {
  looks = 0;

  override before(place: number | undefined, count: number): Promise<FiledLetter[]> {
    this.looks += 1;
    return super.before(place, count);
  }
}
