import { CODES } from '@guildhall/contracts';
import type { Detail, Failure } from '../failure.js';
import { asTyped } from './program-name.js';
import type { Style } from './style.js';

const remedyOf = ({ refusal, remedy }: Failure, style: Style): string | undefined => {
  const text = remedy ?? (refusal.code ? CODES[refusal.code].remedy : undefined);
  return text && asTyped(text, style);
};

const digits = ({ line = 0 }: Detail): number => String(line).length;

/** Each with its line, where it has one, and its pointer; what goes on in another line is indented further. */
export const renderDetails = (details: readonly Detail[], { colour }: Style): string[] => {
  const width = Math.max(...details.map(digits));
  return details.map(({ pointer, message, line }) => {
    const place = line === undefined ? '' : colour.dim(`line ${String(line).padStart(width)}`);
    const said = message.replaceAll('\n', '\n    ');
    return `  ${[place, colour.cyan(pointer), said].filter(Boolean).join('  ')}`;
  });
};

/** Code, message, each detail with its line and its pointer, and what to do. */
export const renderFailure = (failure: Failure, style: Style): string => {
  const { code, message, rule, details = [] } = failure.refusal;
  const { colour } = style;
  const head = [code && colour.bold(colour.red(code)), rule && colour.red(`(${rule})`), message];
  const remedy = remedyOf(failure, style);
  return [
    `${colour.red('✗')} ${head.filter(Boolean).join(' ')}`,
    ...renderDetails(details, style),
    ...(remedy === undefined ? [] : [`  ${colour.dim('→')} ${remedy}`]),
  ].join('\n');
};

/** The same for programs. */
export const failureJson = (failure: Failure, style: Style): object => ({
  error: { ...failure.refusal, remedy: remedyOf(failure, style) },
});
