import { CODES } from '@guildhall/contracts';
import { format } from 'prettier';
import type { Options } from 'prettier';

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const rows = Object.entries(CODES).map(([code, { recorded, cause, remedy }]) =>
  row([`\`${code}\``, recorded ? 'yes' : 'no', cause, remedy]),
);

const PAGE = `# Error codes

Made by \`npm run contract\` from the one list of codes; do not edit.

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

/** docs/errors.md: every code with its cause and its remedy. */
export const errorsPage = (style: Options): Promise<string> => format(PAGE, { ...style, parser: 'markdown' });
