import { EXIT, Failure } from '../failure.js';

const EXITS = { died: EXIT.refused, misconfigured: EXIT.usage, late: EXIT.unreachable } as const;

/** A process that was to become healthy and did not: it `died`, said that a setting is bad, or was `late`. */
export class StartFailure extends Failure {
  constructor(
    readonly process: string,
    how: keyof typeof EXITS,
    what: string,
  ) {
    super(EXITS[how], { message: `${process} ${what}.` });
  }
}
