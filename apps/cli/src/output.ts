import ora from 'ora';
import type { Ora } from 'ora';
import type { Environment } from './settings.js';
import { styleFor } from './render/style.js';
import type { Style } from './render/style.js';

/** Where a command writes: results on standard output, everything else on standard error. */
export interface Output {
  json: boolean;
  /** The one result of a command: the raw value with `--json`, otherwise a text. */
  result(value: unknown, text: (style: Style) => string): void;
  /** One of many results: with `--json` one line each. */
  item(value: unknown, text: (style: Style) => string): void;
  /** A line for people while the command works, where there is something to say; nothing with `--json`. */
  say(text: (style: Style) => string | undefined): void;
  /** A line on standard error, where there is something to complain about. */
  complain(text: (style: Style) => string | undefined): void;
  /** Shows that something is being waited for, on a terminal only. */
  waiting<T>(text: string, work: Promise<T>): Promise<T>;
  /** Shows how far some work is, as often as it tells, on a terminal only. */
  progressing<T>(work: (tell: (text: (style: Style) => string) => void) => Promise<T>): Promise<T>;
}

export interface Streams {
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
}

export const outputTo = ({ stdout, stderr }: Streams, env: Environment, json: boolean): Output => {
  const styled = (stream: NodeJS.WriteStream): Style => styleFor(stream, env, new Date());
  let spinner: Ora | undefined;
  const write = (stream: NodeJS.WriteStream, text: string): void => {
    // The spinner's line is taken away, so that the text gets a line of its own; the next frame brings it back.
    spinner?.clear();
    stream.write(`${text}\n`);
  };
  const spinning = async <T>(text: string, work: () => Promise<T>): Promise<T> => {
    // A terminal without a width would be wrapped for ever.
    if (!stderr.isTTY || stderr.columns === 0) return work();
    spinner = ora({ text, stream: stderr, discardStdin: false }).start();
    try {
      return await work();
    } finally {
      spinner.stop();
      spinner = undefined;
    }
  };
  return {
    json,
    result: (value, text) => {
      write(stdout, json ? JSON.stringify(value, undefined, 2) : text(styled(stdout)));
    },
    item: (value, text) => {
      write(stdout, json ? JSON.stringify(value) : text(styled(stdout)));
    },
    say: (text) => {
      const line = json ? undefined : text(styled(stdout));
      if (line !== undefined) write(stdout, line);
    },
    complain: (text) => {
      const line = text(styled(stderr));
      if (line !== undefined) write(stderr, line);
    },
    waiting: (text, work) => spinning(text, () => work),
    progressing: (work) =>
      spinning('', () =>
        work((text) => {
          if (spinner) spinner.text = text(styled(stderr));
        }),
      ),
  };
};
