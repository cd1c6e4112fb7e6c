import type { DeadLetter, Service } from '@guildhall/contracts';

/** A dead letter, and its place among all of them: letters that are set aside later have a higher one. */
export interface FiledLetter {
  place: number;
  letter: DeadLetter;
}

/** The messages that services could not handle (6.5); whether one is settled since is in the log. */
export interface DeadLetters {
  /** The letter of this service and id, the last of them; undefined where there is none, or none any more. */
  find(service: Service, id: string): Promise<DeadLetter | undefined>;

  /** Up to `count` letters before `place`, or of all, newest first. Rejects with a StoreError `unavailable`. */
  before(place: number | undefined, count: number): Promise<FiledLetter[]>;
}
