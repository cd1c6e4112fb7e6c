import type {
  EmergencyRow,
  EventRow,
  MasterRow,
  PermitRow,
  PersonRow,
  PolicyRow,
  SettledLettersRow,
  SigningKeysRow,
  TaskRow,
  WorkerRow,
} from '@guildhall/audit';
import type { Permit, SigningKeys } from '@guildhall/permit';

/** A permit that exists. */
export type Held = Exclude<Permit, { status: 'NONE' }>;

/** Up to where the rows reflect the log; one row. */
export interface CheckpointRow {
  id: 'log';
  /** Of the rows: see GENERATION. */
  generation: number;
  /** Identity of the log; empty until the first event is awaited. */
  log: string;
  position: number;
  /** `ce-id` of the event at `position`; empty at 0. */
  event: string;
}

/** The tables of the view. Columns are named like the fields of the rows that the folds make. */
export interface Tables {
  checkpoint: CheckpointRow;
  events: EventRow;
  tasks: TaskRow;
  permits: PermitRow<Held>;
  people: PersonRow;
  workers: WorkerRow;
  masters: MasterRow;
  policies: PolicyRow;
  emergencies: EmergencyRow;
  signing_keys: SigningKeysRow<SigningKeys>;
  settled_letters: SettledLettersRow;
}
