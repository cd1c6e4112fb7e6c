import { EXIT, Failure } from '../failure.js';

/** A process that was to become healthy and did not: it `died`, or it was `late` and cannot be reached. */
export class StartFailure extends Failure {
  constructor(
    readonly process: string,
    how: 'died' | 'late',
    what: string,
  ) {
    super(how === 'died' ? EXIT.refused : EXIT.unreachable, { message: `${process} ${what}.` });
  }
}
