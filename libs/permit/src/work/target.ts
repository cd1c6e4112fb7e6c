import { meetOfGlobs } from '@guildhall/contracts';
import type { ConstraintValue } from '@guildhall/contracts';

// A worker's own files: they are nobody's resource, and go with the execution.
const WORKSPACE = 'workspace:';
// Neither says where it leads.
const RELATIVE: readonly string[] = ['', '.', '..'];
// A separator or a dot for whoever reads escapes, and nothing of the kind for whoever does not.
const DISGUISED = /\\|%(?:2e|2f|5c)/i;

const isPlain = (path: string): boolean =>
  !DISGUISED.test(path) && path.split('/').every((segment) => !RELATIVE.includes(segment));

/** Whether the target is a file of the worker's own workspace, and stays in it. */
export const isInWorkspace = (target: string): boolean =>
  target.startsWith(WORKSPACE) && isPlain(target.slice(WORKSPACE.length));

/** Whether everything that the target stands for is in one of the globs. */
export const isWithin = (target: string, globs: readonly string[]): boolean =>
  isPlain(target.slice(target.indexOf(':') + 1)) &&
  globs.some((glob) => meetOfGlobs(glob, target) === target);

/** A list among the values of constraints; what is none allows nothing. */
export const listOf = (value: ConstraintValue): readonly string[] => (Array.isArray(value) ? value : []);

// No user information, no escapes, no address in brackets: who reads it otherwise must not get elsewhere.
const URL_OF_HTTP = /^(?:[A-Z]{3,10} )?https?:\/\/([a-z0-9.-]{1,253})(:\d{1,5})?(?:[/?#]|$)/i;

/** Whether a request goes to one of `hosts`, each `name` (any port) or `name:port`. */
export const isToOneOf = (target: string, hosts: readonly string[]): boolean => {
  const [, name, port = ''] = URL_OF_HTTP.exec(target) ?? [];
  if (name === undefined) return false;
  const asked = [name, `${name}${port}`].map((host) => host.toLowerCase());
  return hosts.some((host) => asked.includes(host.toLowerCase()));
};

// What a shell makes another command of.
const SHELL = /[;&|<>()$`\\\n\r"'*?#~{}[\]!]/;

/**
 * Whether a command line is one of `commands`, or one of them with further words: `npm test` is `npm test` and
 * `npm test unit`. What a shell would read as more than words has to be named as it is.
 */
export const isCommandOf = (line: string, commands: readonly string[]): boolean =>
  commands.some(
    (command) =>
      line === command || (line.startsWith(`${command} `) && !SHELL.test(line.slice(command.length))),
  );
