import { BOOTSTRAP_ENTITY, refuseRepeatedIds } from '@guildhall/contracts';
import type { ImportedPerson } from '@guildhall/contracts';
import { claimed, handle, isClaimed } from '@guildhall/event-store';
import { OnCommand, RUNTIME } from '@guildhall/messaging';
import type { CommandRequest, Outcome, Runtime } from '@guildhall/messaging';
import { PEOPLE_EVENTS, bootstrapDecider, entryDecider, evolvePeople } from '@guildhall/permit';
import type { Entry, ImportPerson, People, PeopleEvent } from '@guildhall/permit';
import { Controller, Inject } from '@nestjs/common';
import { NOT_SEALED, Sealing } from './sealing.js';

/** The first boot: who the people are and which roles they hold. Each is an append of its own. */
@Controller()
export class DirectoryController {
  constructor(
    @Inject(RUNTIME) private readonly runtime: Runtime,
    @Inject(Sealing) private readonly sealing: Sealing,
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
      also: () => [claimed(person.id, 'person')],
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
      claimed: await isClaimed(store, person.id),
    };
    const decision = entryDecider.decide(asked, entry);
    // Whoever is refused must not leave a key behind.
    return 'events' in decision && decision.events.length > 0
      ? { ...asked, personal: await this.sealing.seal(person) }
      : asked;
  }

  async #everybody(): Promise<People> {
    let people: People = new Map();
    for await (const event of this.runtime.store.readAll(0, PEOPLE_EVENTS)) {
      people = evolvePeople(people, event as PeopleEvent);
    }
    return people;
  }
}
