import { Failure } from '../failure.js';
import type { Home } from '../home.js';
import { lastLines } from '../log-files.js';
import { isTrouble, renderLogLine } from '../render/log-line.js';
import { styleFor } from '../render/style.js';
import { StartFailure } from '../supervisor/start-failure.js';

const LINES_SHOWN = 15;

/** A process that does not start is explained by what went wrong at the end of its log. */
export const explained = (home: Home, error: unknown): unknown => {
  if (!(error instanceof StartFailure)) return error;
  const lines = lastLines(home.log(error.process), LINES_SHOWN);
  const style = styleFor({}, {}, new Date());
  const details = lines
    .filter(isTrouble)
    .map((line) => ({ pointer: '', message: renderLogLine(line, style) }));
  return new Failure(error.exit, { ...error.refusal, details }, `See \`guildhall logs ${error.process}\`.`);
};
