import { randomBytes } from 'node:crypto';
import { seal } from '@guildhall/contracts';
import type { Sealed } from '@guildhall/contracts';
import { PersonKeys, RUNTIME } from '@guildhall/messaging';
import type { Runtime } from '@guildhall/messaging';
import { Inject, Injectable } from '@nestjs/common';

const IV_BYTES = 12;

/** Stands in while it is decided whether anything is written; it never is itself. */
export const NOT_SEALED: Sealed = { sealed: { person: '', key: '', alg: 'A256GCM', iv: '', text: '' } };

/** Who somebody is, in clear. */
interface Named {
  id: string;
  name: string;
  email?: string;
}

/** Seals what is personal, as events hold it (5.5). */
@Injectable()
export class Sealing {
  constructor(
    @Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'newId'>,
    @Inject(PersonKeys) private readonly keys: Pick<PersonKeys, 'getOrMake'>,
  ) {}

  /** Name and e-mail under the person's key, which is made where there is none: only for what will be written. */
  async seal({ id, name, email }: Named): Promise<Sealed> {
    const key = await this.keys.getOrMake(id, this.runtime.newId);
    const iv = Uint8Array.from(randomBytes(IV_BYTES));
    return seal({ name, ...(email === undefined ? {} : { email }) }, id, key, iv);
  }
}
