import { parseArgs } from 'node:util';

export interface Options {
  kills: number;
  /** Tasks a second. */
  rate: number;
  /** Seconds between kills, on average. */
  pause: number;
  seed: number;
}

const positive = (name: string, text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} has to be a number above 0, not "${text}"`);
  return value;
};

/** `--kills 200 --rate 50 --pause 4 --seed N`; the same seed kills and publishes the same. */
export const readOptions = (args: string[]): Options => {
  const { values } = parseArgs({
    args,
    options: {
      kills: { type: 'string', default: '200' },
      rate: { type: 'string', default: '50' },
      pause: { type: 'string', default: '4' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    },
  });
  return {
    kills: positive('kills', values.kills),
    rate: positive('rate', values.rate),
    pause: positive('pause', values.pause),
    seed: positive('seed', values.seed),
  };
};
