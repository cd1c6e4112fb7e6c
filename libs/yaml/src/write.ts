import { stringify } from 'yaml';

/**
 * Plain data as YAML that people edit, a key in each line. `readYaml` makes the same data of it. `comment` is put before it, line
 * by line.
 */
export const writeYaml = (value: unknown, comment: readonly string[] = []): string => {
  const head = comment.flatMap((text) => text.split(/[\r\n]+/)).map((line) => `# ${line}`.trimEnd());
  // Long texts stay in one line: folded ones are easily broken by whoever edits them.
  const text = stringify(value, { schema: 'core', aliasDuplicateObjects: false, lineWidth: 0 });
  return [...head, ...(head.length > 0 ? [''] : []), text].join('\n');
};
