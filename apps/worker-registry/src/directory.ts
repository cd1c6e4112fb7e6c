import { RUNTIME } from '@guildhall/messaging';
import type { Runtime } from '@guildhall/messaging';
import { personIn, rolesHeld } from '@guildhall/permit';
import type { Person } from '@guildhall/permit';
import type { Asker } from '@guildhall/worker';
import { Inject, Injectable } from '@nestjs/common';

/** What the directory says of people at the moment of a decision: read from the log itself, never from a view. */
@Injectable()
export class Directory {
  constructor(@Inject(RUNTIME) private readonly runtime: Pick<Runtime, 'store'>) {}

  /** Who asks, with the roles that they hold now. */
  async asker(id: string): Promise<Asker> {
    const person = await this.#person(id);
    return { id, enrolled: person !== undefined, roles: rolesHeld(person) };
  }

  /** Those of `ids` who are not enrolled. */
  async strangers(ids: readonly string[]): Promise<string[]> {
    const people = await Promise.all(ids.map((id) => this.#person(id)));
    return ids.filter((_, index) => people[index] === undefined);
  }

  async #person(id: string): Promise<Person | undefined> {
    const { events } = await this.runtime.store.read('directory', id, { fresh: true });
    return personIn(events);
  }
}
