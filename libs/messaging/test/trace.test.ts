import { describe, expect, test } from '@jest/globals';
import { childOf } from '../src/index.js';

const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const SHAPE = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-01$/;

describe('a span', () => {
  test('stays in the trace of its parent, with an id of its own', () => {
    const child = childOf(PARENT);
    expect(child).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
    expect(child).not.toBe(PARENT);
    expect(childOf(PARENT)).not.toBe(child);
  });

  test('keeps what the parent says of sampling', () => {
    expect(childOf('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00')).toMatch(
      /^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00$/,
    );
  });

  test.each([
    undefined,
    '',
    'x',
    '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331',
    '00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01',
    '00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01',
    '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more',
    'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `00-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01`,
    '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\nNats-Msg-Id: x',
  ])('of no parent, %j, begins a trace', (parent) => {
    const [one, other] = [childOf(parent), childOf(parent)];
    expect(one).toMatch(SHAPE);
    expect(one.slice(0, 35)).not.toBe(other.slice(0, 35));
    expect(one).not.toContain('0af7651916cd43dd8448eb211c80319c');
  });
});
