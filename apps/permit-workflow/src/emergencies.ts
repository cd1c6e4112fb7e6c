import { stateNow } from '@guildhall/event-store';
import { RUNTIME } from '@guildhall/messaging';
import type { Runtime } from '@guildhall/messaging';
import { emergencyDecider, emergencyFor, reviewOwedBy } from '@guildhall/permit';
import type { EmergencyNow, Permit } from '@guildhall/permit';
import { Inject, Injectable } from '@nestjs/common';
import { DEBTS } from './debts.js';
import type { DebtFold } from './debts.js';

/** What the log says of emergencies at the moment of a decision about a permit. */
@Injectable()
export class Emergencies {
  constructor(
    @Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'store'>,
    @Inject(DEBTS) private readonly debts: Pick<DebtFold, 'state'>,
  ) {}

  /** The one that the permit is for; none where it is for none, or nobody has asked for it. */
  async behind(permit: Permit): Promise<{ emergency?: EmergencyNow }> {
    const emergencyId = 'terms' in permit ? emergencyFor(permit.terms) : undefined;
    const emergency = emergencyId === undefined ? undefined : await this.#now(emergencyId);
    return emergency ? { emergency } : {};
  }

  async #now(emergencyId: string): Promise<EmergencyNow | undefined> {
    const where = { context: 'emergency', entity: emergencyId } as const;
    const { state: emergency } = await stateNow(this.runtime.store, emergencyDecider, where);
    if (emergency.status === 'NONE') return undefined;
    const { status, workerId } = emergency;
    return {
      status,
      workerId,
      ...('expiresAt' in emergency ? { expiresAt: emergency.expiresAt } : {}),
      debt: reviewOwedBy(this.debts.state, emergency, emergencyId) !== undefined,
    };
  }
}
