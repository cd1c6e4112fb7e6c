import { SYSTEM } from '@guildhall/contracts';
import type { Refusal } from '@guildhall/contracts';
import type { Claim } from './registration.js';

/** Who imports, from which file, and what the importer has found out about the rest of the log. */
export interface Bootstrap extends Claim {
  readonly caller: string;
  /** SHA-256 of the bootstrap file, hex. */
  readonly file: string;
  /** Whether `directory.bootstrap-completed` is in the log. */
  readonly completed: boolean;
  /** JSON pointer to what is imported inside the command, such as `/workers/3`. */
  readonly pointer: string;
}

/** Only `system` imports, and only until the bootstrap is complete (6.5): it is the one way around the directory. */
export const importRefusal = ({ caller, completed }: Bootstrap): { refusal: Refusal } | undefined => {
  if (caller !== SYSTEM)
    return { refusal: { code: 'FORBIDDEN', message: `Only system imports; you are ${caller}.` } };
  return completed
    ? {
        refusal: {
          code: 'INVALID_STATE',
          message: 'The first boot is already complete; nothing is imported after it.',
        },
      }
    : undefined;
};
