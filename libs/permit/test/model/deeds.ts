import type { ActionStatus } from '@guildhall/contracts';
import fc from 'fast-check';
import { sha } from '../factories.js';
import { weighed } from './chances.js';
import type { Act } from './sheet.js';
import type { Recording } from './step.js';

const input = fc.integer({ min: 0, max: 9 }).map((n) => sha(n === 9 ? '2' : '1'));

const deed = (action: string, target: string) => ({ action, target });

const DEEDS = {
  fit: [
    deed('deploy', 'service:api'),
    deed('edit', 'repo:web/src/app'),
    deed('edit', 'repo:web/readme'),
    deed('read', 'service:api'),
    deed('write_file', 'workspace:notes'),
    deed('write_file', 'workspace:out/log'),
    deed('note', 'workspace:notes'),
  ],
  guarded: [
    deed('exec', 'npm test'),
    deed('exec', 'npm test unit'),
    deed('exec', 'npm test; reboot'),
    deed('http', 'GET https://api.example.com/v1'),
    deed('http', 'POST https://api.example.com.evil.org/v1'),
    deed('web_search', 'repo:web/docs'),
  ],
  wrong: [
    deed('drop', 'service:api'),
    deed('deploy', 'service:shop'),
    deed('write_file', 'workspace:../etc'),
    deed('rollback', 'service:api'),
  ],
};

export const act: fc.Arbitrary<Act> = fc
  .tuple(
    fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(...DEEDS.fit) },
      { weight: 3, arbitrary: fc.constantFrom(...DEEDS.guarded) },
      { weight: 1, arbitrary: fc.constantFrom(...DEEDS.wrong) },
    ),
    input,
  )
  .map(([done, inputDigest]) => ({ ...done, inputDigest }));

const results = fc.record({
  status: weighed<ActionStatus>([4, 'done'], [1, 'failed'], [1, 'rejected']),
  skew: weighed([29, 0], [1, 1]),
});

const failing = fc.record({
  witness: fc.constantFrom('verify_file_size_within_limit', 'own_check'),
  passed: fc.boolean(),
});

export const recording: fc.Arbitrary<Recording> = fc.oneof(
  { weight: 19, arbitrary: fc.tuple(act, results).map(([done, result]) => ({ ...done, ...result })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(act, results, failing)
      .map(([done, result, witness]) => ({ ...done, ...result, witness })),
  },
);
