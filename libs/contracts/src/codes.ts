interface CodeEntry {
  /** Whether a refusal with this code is on grounds of right or rule, so that it is written to the log (6.5). */
  recorded: boolean;
  cause: string;
  remedy: string;
}

const rule = (cause: string, remedy: string): CodeEntry => ({ recorded: true, cause, remedy });
const reply = (cause: string, remedy: string): CodeEntry => ({ recorded: false, cause, remedy });

/** Every code a refusal can carry. The one list from which error messages and documentation are made. */
export const CODES = {
  FORBIDDEN: rule(
    'You do not have the role, or are not the participant, that this needs.',
    'Ask somebody who may: of a permit, `guildhall permit show` names them.',
  ),
  SEPARATION_OF_DUTIES: rule(
    'Who owns the worker or the master, asked for it, proposed it or is concerned by it has no part in deciding on it.',
    'Ask another holder of the role.',
  ),
  ROLE_NOT_HELD: rule(
    'The role is not held; for an approval it has to be held without a break since the permit was requested.',
    'Ask somebody who holds it, for an approval somebody who held it all the time.',
  ),
  STAGE_NOT_OPEN: rule(
    'An earlier stage of the plan is not complete.',
    'Wait for it, or have it expedited by a sponsor.',
  ),
  STALE_VIEW: rule(
    'You named the digest of what is no longer current.',
    'Read it again and decide on what it says now.',
  ),
  HARD_BLOCK: rule(
    'One of the rules HB1 to HB5, which nothing overrides.',
    'Change the task, or have the worker certified.',
  ),
  OUT_OF_SCOPE: rule(
    'The action or its target is not in the approved scope.',
    'Ask for a permit whose scope has it.',
  ),
  OUT_OF_WINDOW: rule(
    'It is too early, too late, or the emergency is over.',
    'Come back inside the window, or ask for a new permit.',
  ),
  MASTER_AUTHORIZATION: rule(
    'The master is not active, or the level is above its authorization.',
    'Have a master with a sufficient level ask.',
  ),
  REVIEW_DEBT: rule('An earlier emergency has not been reviewed.', 'Have its review recorded first.'),
  BUDGET_EXHAUSTED: rule(
    'The token budget is used up.',
    'Ask for a new permit with an override for extended tokens.',
  ),
  WORKER_NOT_ELIGIBLE: rule(
    "The worker's level, status, definition or artifact is not what this permit needs.",
    'Compare the worker with the permit; recertify it or ask for a new permit.',
  ),
  INPUT_MISMATCH: rule(
    'The inputs are not the ones that were approved.',
    'Apply exactly what was approved, or ask for a new permit.',
  ),
  VALIDATION_FAILED: reply(
    'The input has another shape than the published schema.',
    'Correct what the pointers name.',
  ),
  NOT_FOUND: reply('There is nothing with this id.', 'Check the id.'),
  ALREADY_EXISTS: reply(
    'The id is taken, or this policy is proposed or in force.',
    'Choose another id; for a policy, see `guildhall policy list`.',
  ),
  ALREADY_APPROVED: reply('You count once per permit or policy, in whatever roles.', 'Nothing to do.'),
  ROLE_FILLED: reply(
    'All places of this role are taken.',
    'Nothing to do, or approve in another role you hold.',
  ),
  WORKER_BUSY: reply(
    'The worker executes as many permits as its definition allows.',
    'Wait until one of them has ended.',
  ),
  INVALID_STATE: reply(
    'What you ask does not fit the state it is in.',
    'See `guildhall permit show`, `task story` or `policy list` for what happened.',
  ),
  SEQUENCE_GAP: reply(
    'The action number is not the next one.',
    'Send the missing one first; completing names the last one.',
  ),
  CLOCK_SKEW: reply(
    "The service's clock differs from the broker's by more than 2 s.",
    'Operators: synchronise the clocks.',
  ),
  UNSAFE_BROKER: reply(
    'The broker runs with settings that may lose data; only level 0 is accepted.',
    'Operators: start nats-server with `sync_interval: always`.',
  ),
  NOT_BOOTSTRAPPED: reply('The first boot is not complete yet.', 'Operators: run `guildhall init`.'),
  CONFLICT: reply('Others changed the same thing six times in a row.', 'Send it again.'),
  NOT_YET: reply('The view had not reached the position you asked for within 5 s.', 'Ask again.'),
  SOFT_BLOCK: reply(
    'A soft block is tripped and no override came along.',
    'Its master adds the override: `guildhall task override`.',
  ),
  NO_ELIGIBLE_WORKER: reply(
    'No registered worker may do this task.',
    'The candidates name the rule that excluded each; ask again under a new task id.',
  ),
  OVERLOADED: reply('You send more than is accepted.', 'Slow down and send it again.'),
  LOG_UNAVAILABLE: reply(
    'The event log cannot be written, so the operation is refused (HB5).',
    'Send it again with the same id; operators: check the broker.',
  ),
  PAYLOAD_TOO_LARGE: reply(
    'The input is larger than 64 KiB, or the answer than what the broker carries.',
    'Send or ask for less.',
  ),
  INTERNAL: reply(
    'A defect in the service.',
    'Send it again with the same id; operators: the log names the cause.',
  ),
} as const satisfies Record<string, CodeEntry>;

export type Code = keyof typeof CODES;

export const CODE_NAMES = Object.keys(CODES) as Code[];

/** Whether a refusal with `code` is written to the log. */
export const isRecorded = (code: Code): boolean => CODES[code].recorded;
