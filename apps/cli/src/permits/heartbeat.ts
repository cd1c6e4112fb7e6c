import { durationMs } from '@guildhall/contracts';
import { durationText } from '../render/time.js';

// So that two in a row may get lost; of the usual 30 s that is 10 s (3.4).
const IN_A_SILENCE = 3;

/** How often a worker says that it lives, and after how long it is lost; undefined where nobody waits for that. */
export const heartbeatText = (heartbeatWithin: string | undefined): string | undefined => {
  if (heartbeatWithin === undefined) return undefined;
  const seconds = Math.round(durationMs(heartbeatWithin) / (IN_A_SILENCE * 100)) / 10;
  return `Every ${Math.min(seconds, 10)} s, or the worker is lost after ${durationText(heartbeatWithin)}`;
};
