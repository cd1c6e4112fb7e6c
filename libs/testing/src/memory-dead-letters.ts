import { DURABLES, HEADERS, eventSubject } from '@guildhall/contracts';
import type { DeadLetter, DurableName, Recorded, Service } from '@guildhall/contracts';
import type { DeadLetters, FiledLetter } from '@guildhall/event-store';

interface GivenUp {
  durable: DurableName;
  attempts: number;
  reason: string;
}

/** The letter of an event. */
export const letterOf = (event: Recorded, { durable, attempts, reason }: GivenUp): DeadLetter => ({
  service: DURABLES[durable].service,
  durable,
  id: event.id,
  stream: DURABLES[durable].stream,
  sequence: event.position,
  subject: eventSubject(event),
  headers: { [HEADERS.id]: [event.id], [HEADERS.correlation]: [event.correlation] },
  body: Buffer.from(JSON.stringify(event.data)).toString('base64'),
  attempts,
  reason,
  firstAt: event.time,
  at: event.time,
});

/** The dead letters of a log in memory; their place is how many there were. */
export class MemoryDeadLetters implements DeadLetters {
  readonly #letters: DeadLetter[] = [];

  /** Adds the letter of what is given up. */
  file(letter: DeadLetter): void {
    this.#letters.push(letter);
  }

  find(service: Service, id: string): Promise<DeadLetter | undefined> {
    return Promise.resolve(
      this.#letters.findLast((letter) => letter.service === service && letter.id === id),
    );
  }

  before(place: number | undefined, count: number): Promise<FiledLetter[]> {
    const filed = this.#letters.map((letter, index) => ({ place: index + 1, letter }));
    return Promise.resolve(
      filed
        .slice(0, place === undefined ? undefined : place - 1)
        .reverse()
        .slice(0, count),
    );
  }
}
