import { OneOf, Text } from '../fields.js';
import { SERVICES } from '../ids.js';
import type { Service } from '../ids.js';

/** An operator had a dead letter handled once more, and it was. Entity: the letter's id, which two services may share. */
export class DeadLetterRetried {
  /** Whose letter it was. */
  @OneOf(SERVICES) readonly service!: Service;
}

/** An operator gave a dead letter up. Entity: the letter's id, which two services may share. */
export class DeadLetterDropped {
  @OneOf(SERVICES) readonly service!: Service;
  @Text(1, 2000) readonly reason!: string;
}
