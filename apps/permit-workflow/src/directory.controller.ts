import { randomBytes } from 'node:crypto';
import { BOOTSTRAP_ENTITY, claimOf, refuseRepeatedIds, seal } from '@guildhall/contracts';
import type { ImportedPerson, Recorded, Sealed } from '@guildhall/contracts';
import { handle } from '@guildhall/event-store';
import { OnCommand, PersonKeys, RUNTIME } from '@guildhall/messaging';
import type { CommandRequest, Outcome, Runtime } from '@guildhall/messaging';
import { PEOPLE_EVENTS, bootstrapDecider, entryDecider, evolvePeople } from '@guildhall/permit';
import type { Entry, ImportPerson, People } from '@guildhall/permit';
import { Controller, Inject } from '@nestjs/common';

const IV_BYTES = 12;

/** Stands in while it is decided whether anything is written; it never is itself. */
const NOT_SEALED: Sealed = { sealed: { person: '', key: '', alg: 'A256GCM', iv: '', text: '' } };

/** The first boot: who the people are and which roles they hold. Each is an append of its own. */
@Controller()
export class DirectoryController {
  constructor(
    @Inject(RUNTIME) private readonly runtime: Runtime,
    @Inject(PersonKeys) private readonly keys: PersonKeys,
  ) {}

  // One after the other: who was enrolled before a refusal stays, and the same file may be sent again.
  @OnCommand('directory.import')
  async importPeople(request: CommandRequest<'directory.import'>): Promise<Outcome> {
    const { people } = request.payload;
    const repeated = refuseRepeatedIds(
      people.map(({ id }) => id),
      '/people',
    );
    if (repeated) return repeated;
    let position = 0;
    for (const [index, person] of people.entries()) {
      const enrolled = await this.#enrol(request, person, `/people/${index}`);
      if ('refusal' in enrolled) return enrolled;
      position = Math.max(position, enrolled.position);
    }
    return { result: { imported: people.length }, position };
  }

  @OnCommand('directory.complete-bootstrap')
  async completeBootstrap({
    caller,
    payload,
    meta,
  }: CommandRequest<'directory.complete-bootstrap'>): Promise<Outcome> {
    const completed = await handle(this.runtime.store, {
      decider: bootstrapDecider,
      context: 'directory',
      entity: BOOTSTRAP_ENTITY,
      meta: meta(BOOTSTRAP_ENTITY),
      command: async () => ({
        type: 'complete-bootstrap' as const,
        caller,
        sha256: payload.sha256,
        people: await this.#everybody(),
      }),
    });
    return 'refusal' in completed
      ? completed
      : { result: { sha256: payload.sha256 }, position: completed.position };
  }

  #enrol(request: CommandRequest<'directory.import'>, person: ImportedPerson, pointer: string) {
    return handle(this.runtime.store, {
      decider: entryDecider,
      context: 'directory',
      entity: person.id,
      meta: request.meta(person.id),
      command: (entry) => this.#command(request, person, pointer, entry),
      also: () => [
        {
          context: 'claim',
          entity: claimOf(person.id),
          expected: 0,
          events: [{ type: 'claim.claimed', data: { id: person.id, kind: 'person' } }],
        },
      ],
    });
  }

  async #command(
    { caller, payload }: CommandRequest<'directory.import'>,
    person: ImportedPerson,
    pointer: string,
    entry: Entry,
  ): Promise<ImportPerson> {
    const { store } = this.runtime;
    const asked: ImportPerson = {
      type: 'import',
      caller,
      id: person.id,
      roles: person.roles,
      personal: NOT_SEALED,
      sha256: payload.sha256,
      pointer,
      bootstrapped: (await store.read('directory', BOOTSTRAP_ENTITY, { fresh: true })).version > 0,
      claimed: (await store.read('claim', claimOf(person.id), { fresh: true })).version > 0,
    };
    const decision = entryDecider.decide(asked, entry);
    // Whoever is refused must not leave a key behind.
    return 'events' in decision && decision.events.length > 0
      ? { ...asked, personal: await this.#seal(person) }
      : asked;
  }

  async #seal({ id, name, email }: ImportedPerson): Promise<Sealed> {
    const key = await this.keys.getOrMake(id, this.runtime.newId);
    const iv = Uint8Array.from(randomBytes(IV_BYTES));
    return seal({ name, ...(email === undefined ? {} : { email }) }, id, key, iv);
  }

  async #everybody(): Promise<People> {
    let people: People = new Map();
    for await (const event of this.runtime.store.readAll(0, PEOPLE_EVENTS)) {
      people = evolvePeople(people, event as Recorded<(typeof PEOPLE_EVENTS)[number]>);
    }
    return people;
  }
}
