import type { Environment, Role, Stage } from '@guildhall/contracts';

/** Who may confirm what a worker has announced (1.7). */
export interface Confirming {
  environment: Environment;
  /** The master that asked for the work. */
  master: string;
  /** Roles that the plan of its permit names: their holders know what it is about. */
  roles: Role[];
}

/** What an event does not say by itself. */
export interface Circumstances {
  /** Stages of the plan whose turn it is since this event and was not before, with the places that are free. */
  opened?: readonly Stage[];
  /** Whether the place that an approval has left can be taken, after everything that was appended with the event. */
  placeFree?: boolean;
  /** Of an announced action that needs a confirmation. */
  confirming?: Confirming;
  /**
   * Whether work has ended that nobody undoes by itself, after everything that was appended with the event; `assignable`:
   * an operator can name a worker that does.
   */
  rollback?: 'assignable' | 'by-hand';
}
