import { CODES } from '@guildhall/contracts';
import type { Issue } from '@guildhall/contracts';
import type { Failure } from '../failure.js';
import { asTyped } from './program-name.js';
import type { Style } from './style.js';

const remedyOf = ({ refusal, remedy }: Failure, style: Style): string | undefined => {
  const text = remedy ?? (refusal.code ? CODES[refusal.code].remedy : undefined);
  return text && asTyped(text, style);
};

const detail = ({ colour }: Style, { pointer, message }: Issue): string =>
  pointer === '' ? `  ${message}` : `  ${colour.cyan(pointer)}  ${message}`;

/** Code, message, each detail with its pointer, and what to do. */
export const renderFailure = (failure: Failure, style: Style): string => {
  const { code, message, rule, details = [] } = failure.refusal;
  const { colour } = style;
  const head = [code && colour.bold(colour.red(code)), rule && colour.red(`(${rule})`), message];
  const remedy = remedyOf(failure, style);
  return [
    `${colour.red('✗')} ${head.filter(Boolean).join(' ')}`,
    ...details.map((issue) => detail(style, issue)),
    ...(remedy === undefined ? [] : [`  ${colour.dim('→')} ${remedy}`]),
  ].join('\n');
};

/** The same for programs. */
export const failureJson = (failure: Failure, style: Style): object => ({
  error: { ...failure.refusal, remedy: remedyOf(failure, style) },
});
