import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { refuse } from '@guildhall/contracts';
import type {
  PersonItem,
  PolicyAnswer,
  PolicyItem,
  PolicyResult,
  QueryName,
  QueryPayload,
  WhoAmI,
} from '@guildhall/contracts';
import { writeYaml } from '@guildhall/yaml';
import type { Client } from '../src/client/client.js';
import { ClientError, RefusedError } from '../src/client/errors.js';
import { Failure } from '../src/failure.js';
import { loadPolicy } from '../src/offline/policy.js';
import { endorsersLeft, lookAtProposal, policiesToEndorse } from '../src/policies/endorsing.js';
import { policiesOf, policyInForce, policyNamed } from '../src/policies/listing.js';
import { proposalOf } from '../src/policies/proposal.js';
import { policyText } from '../src/policies/text.js';
import { renderEndorsed, renderPolicies, renderProposed, renderToEndorse } from '../src/render/policies.js';
import { styleFor } from '../src/render/style.js';
import { tempDir } from './support/temp.js';

const plain = styleFor({ isTTY: false }, {}, new Date(2026, 10, 24, 14, 0));
const local = (day: number, hour: number): string => new Date(2026, 10, day, hour).toISOString();
const DEFAULT = fileURLToPath(new URL('../../../policies/default.yaml', import.meta.url));

const [OLD, NOW, NEXT] = ['a1', 'b2', 'c3'].map((start) => start.padEnd(64, '0')) as [string, string, string];

const former: PolicyItem = {
  version: '2026.1',
  hash: OLD,
  status: 'superseded',
  since: local(1, 9),
  endorsedBy: [],
};
const inForce: PolicyItem = {
  version: '2026.2',
  hash: NOW,
  status: 'in-force',
  since: local(20, 9),
  proposedBy: 'olivia',
  replaces: OLD,
  endorsedBy: ['gwen', 'george'],
};
const next: PolicyItem = {
  version: '2026.3',
  hash: NEXT,
  status: 'proposed',
  since: local(24, 13),
  proposedBy: 'oscar',
  reason: 'The orders hold payment data now.',
  replaces: NOW,
  endorsedBy: ['gwen'],
};
const all = [next, inForce, former];

const answer = (more: Partial<PolicyAnswer> = {}): PolicyAnswer => ({
  version: '2026.3',
  sha256: NEXT,
  status: 'proposed',
  endorsedBy: ['gwen'],
  ...more,
});

const member = (id: string, enrolled = true): PersonItem => ({
  id,
  roles: ['governance-board'],
  delegations: [],
  enrolled,
});

type Answers = { [N in QueryName]?: (payload: QueryPayload<N>) => unknown };

/** A client whose queries are answered like this; what is no result is thrown. */
const asking = (answers: Answers): Pick<Client, 'query'> => ({
  query: (name, payload) => {
    const result = answers[name]?.(payload as never) ?? new ClientError('unreachable', 'No service listens.');
    return result instanceof Error
      ? Promise.reject(result)
      : Promise.resolve({ result: result as never, position: 1 });
  },
});

const board = { people: ['gwen', 'george', 'oscar', 'grace'].map((id) => member(id)) };
const forbidden = new RefusedError(refuse('FORBIDDEN', 'No.').refusal);

const failureOf = (act: () => unknown): Pick<Failure, 'exit' | 'message'> => {
  try {
    act();
  } catch (error) {
    if (error instanceof Failure) return { exit: error.exit, message: error.message };
  }
  throw new Error('it did not fail');
};

describe('policies', () => {
  test('one in a row, with whom it waits for', () => {
    const voided: PolicyItem = { ...next, status: 'void', endorsedBy: [] };
    const lines = renderPolicies({ policies: [next, voided, inForce, former], next: 'WzNd' }, plain)
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect(lines).toEqual([
      ['policy', 'sha256', 'status', 'since', 'proposed by', 'endorsed by', 'waits for'],
      ['2026.3', 'c30000000000', 'proposed', '13:00', 'oscar', 'gwen', '1 of governance-board'],
      ['2026.3', 'c30000000000', 'void', '13:00', 'oscar', '-'],
      ['2026.2', 'b20000000000', 'in-force', '20 Nov 09:00', 'olivia', 'gwen, george'],
      ['2026.1', 'a10000000000', 'superseded', '1 Nov 09:00', 'first start', '-'],
      [''],
      ['more with --cursor WzNd'],
    ]);
    expect(renderPolicies({ policies: [] }, plain)).toBe('No policies.');
  });

  test('one that is open waits for those who are missing, and always for somebody', () => {
    const waits = (endorsedBy: string[]): string | undefined =>
      renderPolicies({ policies: [{ ...next, endorsedBy }] }, plain)
        .split(/ {2,}/)
        .at(-1);
    expect([[], ['gwen'], ['gwen', 'george']].map(waits)).toEqual([
      '2 of governance-board',
      '1 of governance-board',
      '1 of governance-board',
    ]);
  });

  test('all of them are read page by page, once the view is there', async () => {
    const asked: unknown[] = [];
    const client = asking({
      'policy.list': (payload) => {
        asked.push(payload);
        return payload.cursor === undefined ? { policies: [next], next: 'WzNd' } : { policies: [inForce] };
      },
    });
    expect(await policiesOf(client, { after: 7 })).toEqual([next, inForce]);
    expect(asked).toEqual([
      { limit: 500, after: 7 },
      { limit: 500, after: 7, cursor: 'WzNd' },
    ]);
  });

  test('one is found by the beginning of its SHA-256, if it alone begins like that', () => {
    const similar = { ...former, version: '2026.0', hash: 'b2'.padEnd(64, '1') };
    expect(policyNamed(all, NOW)).toBe(inForce);
    expect(policyNamed(all, 'b2000000')).toBe(inForce);
    expect(failureOf(() => policyNamed(all, 'd4000000'))).toEqual({
      exit: 1,
      message: 'No policy whose SHA-256 begins with d4000000 was ever proposed or published.',
    });
    expect(failureOf(() => policyNamed([...all, similar], 'b2'))).toEqual({
      exit: 2,
      message: 'The SHA-256 of 2 policies begins with b2.',
    });
  });

  test('the one in force is found, if there is one yet', () => {
    expect(policyInForce(all)).toBe(inForce);
    expect(failureOf(() => policyInForce([]))).toEqual({
      exit: 1,
      message: 'No policy has been published yet.',
    });
  });
});

describe('a policy as a file', () => {
  const { document, reference } = loadPolicy(DEFAULT);
  const shown: PolicyResult = {
    document,
    version: reference.version,
    hash: reference.sha256,
    status: 'in-force',
    since: '2026-11-20T09:00:00.000Z',
  };
  const read = (text: string): string => {
    using dir = tempDir();
    const file = join(dir.path, 'policy.yaml');
    writeFileSync(file, text);
    return loadPolicy(file).reference.sha256;
  };

  test('is the same policy where it is read again, whatever is said of it', () => {
    const item: PolicyItem = { ...next, reason: 'Two lines:\nversion: 1\r\n# and "more"' };
    const text = policyText({ ...shown, status: 'proposed' }, item);
    expect(read(text)).toBe(reference.sha256);
    expect(text.split('\n').slice(0, 8)).toEqual([
      `# Policy ${reference.version}, proposed at 2026-11-20T09:00:00.000Z`,
      `# SHA-256 ${reference.sha256}`,
      '# proposed by oscar, endorsed by gwen',
      '# reason: Two lines:',
      '# version: 1',
      '# # and "more"',
      '',
      `version: ${reference.version}`,
    ]);
  });

  test('says nothing of people where that is not known', () => {
    expect(policyText(shown).split('\n').slice(0, 4)).toEqual([
      `# Policy ${reference.version}, in force since 2026-11-20T09:00:00.000Z`,
      `# SHA-256 ${reference.sha256}`,
      '',
      `version: ${reference.version}`,
    ]);
  });

  test.each<[string, PolicyResult['status'], Partial<PolicyItem>, string, string]>([
    ['that of the first start', 'in-force', former, 'in force since', 'from the file of the first start'],
    [
      'one that is superseded',
      'superseded',
      inForce,
      'superseded; in force from',
      'proposed by olivia, endorsed by gwen, george',
    ],
    [
      'one that is void',
      'void',
      { ...next, endorsedBy: [] },
      'void; proposed at',
      'proposed by oscar, endorsed by nobody yet',
    ],
  ])('says what it is: %s', (_what, status, item, words, who) => {
    const [what, , by] = policyText({ ...shown, status }, { ...former, ...item }).split('\n');
    expect([what, by]).toEqual([
      `# Policy ${reference.version}, ${words} 2026-11-20T09:00:00.000Z`,
      `# ${who}`,
    ]);
  });
});

describe('proposing', () => {
  const { document } = loadPolicy(DEFAULT);

  test('a file is sent as what it holds, with the reason', () => {
    expect(proposalOf(DEFAULT, undefined)).toEqual({ document });
    expect(proposalOf(DEFAULT, 'Because.')).toEqual({ document, reason: 'Because.' });
  });

  test('a file that holds no policy is refused with all that is wrong with it', () => {
    using dir = tempDir();
    const file = join(dir.path, 'policy.yaml');
    writeFileSync(file, readFileSync(DEFAULT, 'utf8').replace(/^version: .*$/m, 'version: ""\ncolour: red'));
    expect(failureOf(() => proposalOf(file, undefined)).exit).toBe(2);
  });

  test('what no service takes is refused before it is sent', () => {
    using dir = tempDir();
    const file = join(dir.path, 'policy.yaml');
    const resources = Array.from({ length: 900 }, (_, index) => ({
      match: `db:${'customers-of-the-shop-'.repeat(3)}${index}/**`,
    }));
    writeFileSync(file, writeYaml({ ...document, resources: [...resources, { match: '**' }] }));
    const { exit, message } = failureOf(() => proposalOf(file, undefined));
    expect(exit).toBe(2);
    expect(message).toMatch(
      / has \d{5,} bytes as JSON, with the reason; a proposal has 65536 \(64 KiB\) at most\.$/,
    );
  });

  test('a file is longer than any proposal, and no longer than 256 KiB', () => {
    using dir = tempDir();
    const file = join(dir.path, 'policy.yaml');
    const text = readFileSync(DEFAULT, 'utf8');
    const written = (bytes: number): string => {
      writeFileSync(file, `${text}#${'x'.repeat(bytes - Buffer.byteLength(text) - 1)}`);
      return file;
    };
    expect(proposalOf(written(262_144), undefined)).toEqual({ document });
    expect(failureOf(() => proposalOf(written(262_145), undefined))).toEqual({
      exit: 2,
      message: `${file} has 262145 bytes; at most 262144 are accepted.`,
    });
  });

  test('tells who can endorse it, and how', () => {
    const policy = { ...next, endorsedBy: [] };
    expect(renderProposed(answer(), { policy, left: ['george', 'grace'] }, plain)).toBe(
      [
        '✓ You proposed policy 2026.3. Two members of the governance board, neither of them you, put it in force.',
        `SHA-256      ${NEXT}`,
        'to be asked  george or grace',
        'To look at it, and to endorse what was looked at:',
        '  guildhall policy show c30000000000',
        `  guildhall policy endorse ${NEXT}`,
      ].join('\n'),
    );
  });

  test('tells where there are too few who can, and nothing of them where that is not known', () => {
    const asked = (left: string[] | undefined, endorsedBy: string[] = []): string | undefined =>
      /^to be asked {2}(.*)$/m.exec(
        renderProposed(answer(), { policy: { ...next, endorsedBy }, left }, plain),
      )?.[1];
    const few = 'the governance board has too few members to put it in force';
    expect(asked(['grace'])).toBe(`grace: ${few}`);
    expect(asked([])).toBe(`nobody: ${few}`);
    expect(asked(['grace'], ['gwen'])).toBe('grace');
    expect(asked(undefined)).toBeUndefined();
    expect(renderProposed(answer(), {}, plain)).not.toContain('to be asked');
  });

  test('again what is in force by now says so', () => {
    expect(renderProposed(answer({ status: 'in-force' }), {}, plain)).toBe(
      '✓ Policy 2026.3 is in force already.',
    );
  });
});

describe('endorsing', () => {
  test('tells what was endorsed, and who is still wanted', () => {
    expect(
      renderEndorsed(answer(), { policy: next, former: inForce, left: ['george', 'grace'] }, plain),
    ).toBe(
      [
        '✓ You endorsed it. Policy 2026.3 comes into force in place of 2026.2 once another member of the governance board endorses it: george or grace.',
        `SHA-256      ${NEXT}`,
        'proposed by  oscar',
        'reason       The orders hold payment data now.',
      ].join('\n'),
    );
  });

  test('tells that it is in force, and what that means for the file', () => {
    const policy: PolicyItem = { ...next, status: 'in-force', endorsedBy: ['gwen', 'grace'] };
    const done = answer({ status: 'in-force', endorsedBy: ['gwen', 'grace'] });
    expect(renderEndorsed(done, { policy, former: inForce }, plain)).toBe(
      [
        '✓ You endorsed it. Policy 2026.3 is in force in place of 2026.2, endorsed by gwen and grace.',
        `SHA-256      ${NEXT}`,
        'proposed by  oscar',
        'reason       The orders hold payment data now.',
        'A GUILDHALL_POLICY that names any other file stops risk-assessment at its next start. The file to name:',
        '  guildhall policy show > FILE',
      ].join('\n'),
    );
  });

  test('says what is known where nothing can be asked any more', () => {
    expect(renderEndorsed(answer(), {}, plain)).toBe(
      [
        '✓ You endorsed it. Policy 2026.3 comes into force once another member of the governance board endorses it.',
        `SHA-256  ${NEXT}`,
      ].join('\n'),
    );
  });

  test('is left to members of the board who have not proposed it, and not endorsed it yet', async () => {
    const people = { people: [...board.people, member('zoe', false)] };
    expect(await endorsersLeft(asking({ 'directory.list': () => people }), next)).toEqual([
      'george',
      'grace',
    ]);
  });

  test('is told without names by whoever may not read them', async () => {
    expect(await endorsersLeft(asking({ 'directory.list': () => forbidden }), next)).toBeUndefined();
  });

  test('is looked at as it stands afterwards', async () => {
    const client = asking({
      'policy.list': ({ after }) => (after === 9 ? { policies: all } : forbidden),
      'directory.list': () => board,
    });
    expect(await lookAtProposal(client, { result: answer(), position: 9 })).toEqual({
      policy: next,
      former: inForce,
      left: ['george', 'grace'],
    });
  });

  test('is done, though nobody says how it stands afterwards', async () => {
    expect(await lookAtProposal(asking({}), { result: answer(), position: 9 })).toEqual({
      policy: undefined,
      former: undefined,
      left: undefined,
    });
  });
});

describe('what waits to be endorsed', () => {
  const person = (id: string, ...roles: ('governance-board' | 'operator')[]): WhoAmI => ({
    kind: 'person',
    id,
    roles,
  });
  const client = asking({ 'policy.list': () => ({ policies: all }) });

  test('is shown to members of the board who could do so', async () => {
    expect(await policiesToEndorse(client, person('george', 'governance-board'))).toEqual([next]);
    expect(await policiesToEndorse(client, person('gwen', 'governance-board'))).toEqual([]);
    expect(await policiesToEndorse(client, person('oscar', 'governance-board'))).toEqual([]);
    const again = { ...next, endorsedBy: [] };
    const anew = asking({ 'policy.list': () => ({ policies: [again] }) });
    expect(await policiesToEndorse(anew, person('gwen', 'governance-board'))).toEqual([again]);
  });

  test('is nothing that keeps anything else from being shown', async () => {
    const refusing = asking({ 'policy.list': () => forbidden });
    expect(await policiesToEndorse(refusing, person('george', 'governance-board'))).toEqual([]);
  });

  test('is shown to nobody else', async () => {
    expect(await policiesToEndorse(client, person('olivia', 'operator'))).toEqual([]);
    expect(await policiesToEndorse(client, { kind: 'system', id: 'system' })).toEqual([]);
  });

  test('is a line each, with the command that shows it', () => {
    const { reason: _, ...silent } = next;
    expect(renderToEndorse([next, silent], plain)).toEqual([
      '… policy 2026.3 waits for your endorsement, proposed by oscar: The orders hold payment data now (guildhall policy show c30000000000)',
      '… policy 2026.3 waits for your endorsement, proposed by oscar (guildhall policy show c30000000000)',
    ]);
  });
});
