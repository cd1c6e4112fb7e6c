import { named } from './messages.js';
import type { Schema } from './schema.js';
import type { Vocabulary } from './vocabulary.js';

/** Where the schema of policy files is: beside them, so that an editor finds it by what their first line says. */
export const POLICY_SCHEMA = 'policies/policy.schema.json';

/** The schema of policy files as editors use it, with what each key means. */
export const policySchema = ({ inputs }: Vocabulary): Schema => {
  const { $schema, ...schema } = named('Guildhall policy', inputs, 'PolicyDocument');
  return { $schema, $id: 'https://guildhall.dev/schemas/policy.schema.json', ...schema };
};
