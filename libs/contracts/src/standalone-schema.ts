import { messageSchemas } from './schema.js';

type Schema = Record<string, unknown>;

const REFERENCE = /"#\/\$defs\/([A-Za-z]+)"/g;

const referencesIn = (schema: Schema): string[] =>
  Array.from(JSON.stringify(schema).matchAll(REFERENCE), ([, name = '']) => name);

const closure = (
  all: Record<string, Schema>,
  names: readonly string[],
  found = new Map<string, Schema>(),
) => {
  for (const name of names) {
    const schema = all[name];
    if (!schema || found.has(name)) continue;
    found.set(name, schema);
    closure(all, referencesIn(schema), found);
  }
  return found;
};

/** JSON Schema (draft 2020-12) of one message with everything it refers to, for editors and other programs. */
export const standaloneSchema = (type: new () => object): Schema => {
  const all = messageSchemas();
  const own = all[type.name] ?? {};
  const others = [...closure(all, referencesIn(own))].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: type.name,
    ...own,
    $defs: Object.fromEntries(others),
  };
};
