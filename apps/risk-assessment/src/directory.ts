import { RUNTIME } from '@guildhall/messaging';
import type { Runtime } from '@guildhall/messaging';
import { personIn, rolesHeld } from '@guildhall/permit';
import type { Person } from '@guildhall/permit';
import type { Role } from '@guildhall/contracts';
import { Inject, Injectable } from '@nestjs/common';

/** What the directory says of people at the moment of a decision: read from the log itself, never from a view. */
@Injectable()
export class Directory {
  constructor(@Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'store'>) {}

  /** The roles that they hold now; none where nobody is enrolled under the id. */
  async roles(id: string): Promise<Role[]> {
    return rolesHeld(await this.#person(id));
  }

  /** Those of `ids` who hold the role now, and since which position of the log without a break. */
  async holders(role: Role, ids: readonly string[]): Promise<Map<string, number>> {
    const people = await Promise.all(
      [...new Set(ids)].map(async (id) => [id, (await this.#person(id))?.roles[role]] as const),
    );
    return new Map(people.flatMap(([id, since]) => (since === undefined ? [] : [[id, since] as const])));
  }

  async #person(id: string): Promise<Person | undefined> {
    const { events } = await this.runtime.store.read('directory', id, { fresh: true });
    return personIn(events);
  }
}
