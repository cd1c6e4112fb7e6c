import type { QueryName } from '@guildhall/contracts';
import { OnQuery } from '@guildhall/messaging';
import type { Outcome, QueryRequest } from '@guildhall/messaging';
import { Controller, Inject } from '@nestjs/common';
import type { Queries } from './queries.js';
import { QUERIES_OF_THE_VIEW } from './view.js';

type Request<N extends QueryName> = QueryRequest<N>;

/** Every query of the contract (6.5). */
@Controller()
export class QueryController {
  constructor(@Inject(QUERIES_OF_THE_VIEW) private readonly queries: Queries) {}

  @OnQuery('directory.whoami')
  whoami({ name, caller, payload }: Request<'directory.whoami'>): Promise<Outcome> {
    return this.queries[name](caller, payload);
  }

  @OnQuery('directory.list')
  people({ name, caller, payload }: Request<'directory.list'>): Promise<Outcome> {
    return this.queries[name](caller, payload);
  }

  @OnQuery('directory.jwks')
  keys({ name, caller, payload }: Request<'directory.jwks'>): Promise<Outcome> {
    return this.queries[name](caller, payload);
  }

  @OnQuery('task.get')
  task({ name, caller, payload }: Request<'task.get'>): Promise<Outcome> {
    return this.queries[name](caller, payload);
  }

  @OnQuery('task.story')
  story({ name, caller, payload }: Request<'task.story'>): Promise<Outcome> {
    return this.queries[name](caller, payload);
  }

  @OnQuery('permit.get')
  permit({ name, caller, payload }: Request<'permit.get'>): Promise<Outcome> {
    return this.queries[name](caller, payload);
  }

  @OnQuery('permit.list')
  permits({ name, caller, payload }: Request<'permit.list'>): Promise<Outcome> {
    return this.queries[name](caller, payload);
  }

  @OnQuery('permit.inbox')
  inbox({ name, caller, payload }: Request<'permit.inbox'>): Promise<Outcome> {
    return this.queries[name](caller, payload);
  }

  @OnQuery('emergency.list')
  emergencies({ name, caller, payload }: Request<'emergency.list'>): Promise<Outcome> {
    return this.queries[name](caller, payload);
  }

  @OnQuery('worker.list')
  workers({ name, caller, payload }: Request<'worker.list'>): Promise<Outcome> {
    return this.queries[name](caller, payload);
  }

  @OnQuery('master.list')
  masters({ name, caller, payload }: Request<'master.list'>): Promise<Outcome> {
    return this.queries[name](caller, payload);
  }

  @OnQuery('events.read')
  events({ name, caller, payload }: Request<'events.read'>): Promise<Outcome> {
    return this.queries[name](caller, payload);
  }

  @OnQuery('dead-letter.list')
  deadLetters({ name, caller, payload }: Request<'dead-letter.list'>): Promise<Outcome> {
    return this.queries[name](caller, payload);
  }

  @OnQuery('policy.get')
  policy({ name, caller, payload }: Request<'policy.get'>): Promise<Outcome> {
    return this.queries[name](caller, payload);
  }

  @OnQuery('policy.list')
  policies({ name, caller, payload }: Request<'policy.list'>): Promise<Outcome> {
    return this.queries[name](caller, payload);
  }
}
