import { expect, test } from '@jest/globals';
import { DEFAULT_DURATIONS, POLICY_ENTITY } from '@guildhall/contracts';
import type { PolicyPublished } from '@guildhall/contracts';
import { memoryStore } from '@guildhall/testing';
import { golden } from '../../contracts/test/golden.js';
import { durationsInForce } from '../src/index.js';

test('things last as long as the policy says that was published last', async () => {
  const store = memoryStore();
  expect(await durationsInForce(store)).toEqual(DEFAULT_DURATIONS);
  const published = golden('policy.published').body as PolicyPublished;
  const { document } = published;
  for (const [index, archiveAfter] of ['PT24H', 'PT48H'].entries()) {
    const expected = 2 * index;
    const durations = { ...document.durations, archiveAfter, rollback: 'PT2S' };
    const data = { ...published, document: { ...document, durations } };
    // What is only proposed since then does not matter.
    const proposed = { document, sha256: published.sha256, replaces: published.sha256 };
    const events = [
      { type: 'policy.published' as const, data },
      { type: 'policy.proposed' as const, data: proposed },
    ];
    await store.append([{ context: 'policy', entity: POLICY_ENTITY, expected, events }], {
      source: 'risk-assessment',
      actor: 'system',
      correlation: POLICY_ENTITY,
      causation: `test:${expected}`,
      time: '2026-11-21T10:00:00.000Z',
    });
    // What it says nothing about is as it is by default.
    expect(await durationsInForce(store)).toEqual({ ...DEFAULT_DURATIONS, ...durations });
  }
});
