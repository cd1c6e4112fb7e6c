// Writes docs/errors.md from the codes of libs/contracts (build it first: `npm run build`). A test of libs/contracts
// fails where the page is not what this would write.
// Usage: node scripts/docs-errors.mjs
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CODES } from '@guildhall/contracts';
import { format, resolveConfig } from 'prettier';

const file = fileURLToPath(new URL('../docs/errors.md', import.meta.url));

const row = (cells) => `| ${cells.join(' | ')} |`;

const rows = Object.entries(CODES).map(([code, { recorded, cause, remedy }]) =>
  row([`\`${code}\``, recorded ? 'yes' : 'no', cause, remedy]),
);

const page = `# Error codes

Made by \`scripts/docs-errors.mjs\`; do not edit.

Whoever is refused is told a code, a message about the case at hand and, where it is about an input, what is wrong with
it and where: \`{ "code", "message", "rule"?, "details": [ { "pointer", "message" } ] }\`. The code is in the reply to a
command or query and on stderr of \`guildhall\`; task requests have no reply, theirs is in \`task.refused\` or
\`assignment.denied\`.

Refusals on grounds of right or rule are also kept in the log, as \`refusal.refused\`: the column says which. All others
write nothing in reply to a command.

${row(['code', 'in the log', 'cause', 'remedy'])}
${row(['---', '---', '---', '---'])}
${rows.join('\n')}
`;

writeFileSync(file, await format(page, { ...(await resolveConfig(file)), filepath: file }));
