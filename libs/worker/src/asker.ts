import { refuse } from '@guildhall/contracts';
import type { Refusal, Role } from '@guildhall/contracts';

/** Who asks, as the directory knows them at the moment of the decision. */
export interface Asker {
  readonly id: string;
  /** Whether the directory knows a person with this id; nobody else decides on anything. */
  readonly enrolled: boolean;
  /** That they hold; none where nobody is enrolled under the id. */
  readonly roles: readonly Role[];
}

/** Whether the directory says that they hold the role. */
export const holds = ({ enrolled, roles }: Asker, role: Role): boolean => enrolled && roles.includes(role);

/** As `operatorsOnly`, of what is also a security lead's. */
export const operatorsAndSecurityLeads = (asker: Asker, does: string): { refusal: Refusal } | undefined =>
  holds(asker, 'operator') || holds(asker, 'security-lead')
    ? undefined
    : refuse('FORBIDDEN', `Only an operator or a security-lead ${does}; ${asker.id} holds neither role.`);

/** Why they may not do what is an operator's (6.5), `does` in words: `retires a worker`; undefined where they may. */
export const operatorsOnly = (asker: Asker, does: string): { refusal: Refusal } | undefined =>
  holds(asker, 'operator')
    ? undefined
    : refuse('FORBIDDEN', `Only an operator ${does}; ${asker.id} does not hold that role.`);
