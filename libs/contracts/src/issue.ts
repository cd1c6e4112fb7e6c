import { Shape, Text } from './fields.js';

/** One thing wrong with an input, and where: `pointer` is a JSON pointer (RFC 6901), empty for the whole. */
export class Issue {
  @Shape({ type: 'string', maxLength: 1000 }) readonly pointer!: string;
  @Text(1, 1000) readonly message!: string;
}
