import fc from 'fast-check';
import { EVENTS } from '../src/index.js';
import type { EventType } from '../src/index.js';

const CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';

export const anId = fc.string({
  unit: fc.constantFrom(...CHARACTERS),
  minLength: 1,
  maxLength: 64,
});

export const anEventType = fc.constantFrom(...(Object.keys(EVENTS) as EventType[]));

export const aVersion = fc.integer({ min: 1, max: 999_999_999_999_999 });

/** What is no id: empty, too long, or with a character that means something in a subject. */
export const noId = fc.oneof(
  fc.constant(''),
  anId.map((id) => id.padEnd(65, 'x')),
  fc
    .tuple(anId, fc.constantFrom('.', '*', '>', ' ', '\t', '\r\n', '\0', '/', '$', 'é', '\u{1f600}'), anId)
    .map(([before, character, after]) => `${before}${character}${after}`),
);
