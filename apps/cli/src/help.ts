import type { Option } from 'commander';
import { anyOf } from './render/words.js';

const quoted = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** What an option is for, with its values in words; one without which a command does not run says so. */
export const optionDescription = ({ description, argChoices, mandatory, defaultValue }: Option): string => {
  const values = argChoices ? `: ${anyOf(argChoices)}` : '';
  const notes = [
    ...(mandatory ? ['required'] : []),
    ...(defaultValue === undefined || typeof defaultValue === 'boolean'
      ? []
      : [`default: ${quoted(defaultValue)}`]),
  ];
  return `${description}${values}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`;
};
