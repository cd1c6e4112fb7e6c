/** Every id of a participant, task, permit, worker or emergency: one token of a subject, so no dot, star or space. */
export const ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;

export const SERVICES = [
  'risk-assessment',
  'worker-registry',
  'permit-workflow',
  'audit-projection',
] as const;
/** One of the four services; also the id of its NATS user. */
export type Service = (typeof SERVICES)[number];

/** Kinds of participants whose credentials are on record; what `system` has stands for the keys of the home. */
export const CREDENTIAL_KINDS = ['person', 'operator', 'auditor', 'master', 'worker', 'gateway'] as const;
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

/** What signs capability tokens (3.3): its key is on record like those of participants, and logs in nowhere. */
export const TOKEN_SIGNER = 'token-signer';

/** What a key that is on record is for. */
export const KEY_KINDS = [...CREDENTIAL_KINDS, TOKEN_SIGNER] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/** Kinds of participants outside the services; the kind decides what a NATS user may publish and hear (6.1). */
export const PARTICIPANT_KINDS = [...CREDENTIAL_KINDS, 'system'] as const;
export type ParticipantKind = (typeof PARTICIPANT_KINDS)[number];

/** The only id of kind `gateway`. */
export const GATEWAY = 'gateway';

/** The participant that boots a home (`init`, `up`, `identity`); its commands are accepted where the directory cannot answer yet. */
export const SYSTEM = 'system';
/** Actor of an event that no participant is behind, but the policy. */
export const POLICY_ACTOR = 'policy';
/** Actor of an event that no participant is behind, but the end of a window or deadline. */
export const TIMER_ACTOR = 'timer';
/** The only entity of context `policy`. */
export const POLICY_ENTITY = 'default';
/** The entity of context `directory` that records the bootstrap; no person can have this id. */
export const BOOTSTRAP_ENTITY = SYSTEM;

/** Begins the causation of what follows from a task request, where that of a command begins with its caller. */
export const INTAKE = 'intake';

const RESERVED: ReadonlySet<string> = new Set([
  POLICY_ACTOR,
  TIMER_ACTOR,
  GATEWAY,
  SYSTEM,
  INTAKE,
  ...SERVICES,
]);

/** Whether `id` is well formed and free to be given to a person, master or worker. */
export const isParticipantId = (id: string): boolean =>
  ID_PATTERN.test(id) && !RESERVED.has(id.toLowerCase());

/** The entity of context `claim` that makes an id unique across all kinds, ignoring case. */
export const claimOf = (id: string): string => id.toLowerCase();
