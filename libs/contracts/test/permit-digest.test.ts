import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { canonicalJson, digestOf } from '../src/index.js';
import type { PermitIssued, PermitRequested, PolicyPublished, WorkerRegistered } from '../src/index.js';
import { golden } from './golden.js';
import { sha256 } from './hash.js';

// Written out, not computed: permits of the log hold such digests, so another form of the same value must be noticed.
const PERMIT = '2468a1bf2894acc8728d24fd1e6787b831b5ac183ba2149514808345298ccbb1';
const POLICY = '06eefa2314f65778f301832ad171c2cf98f45ce021309690349499f8b2644d73';
const DEFINITION = '16b3c68fdace0b5f1a640a095fbc453d433211e9e7581006003602c2441afa2a';

const { terms, permitDigest } = golden('permit.requested').body as PermitRequested;

describe('the digest', () => {
  test('of terms is what it always was', () => {
    expect(digestOf(terms, sha256)).toBe(PERMIT);
    expect(permitDigest).toBe(PERMIT);
  });

  test('of the same terms is the same in the event that issues the permit', () => {
    const issued = golden('permit.issued').body as PermitIssued;
    expect(digestOf(issued.terms, sha256)).toBe(PERMIT);
    expect(issued.permitDigest).toBe(PERMIT);
  });

  test('of a policy and of a definition is what it always was', () => {
    expect(digestOf((golden('policy.published').body as PolicyPublished).document, sha256)).toBe(POLICY);
    expect(digestOf((golden('worker.registered').body as WorkerRegistered).definition, sha256)).toBe(
      DEFINITION,
    );
  });

  test('does not depend on the order of members, but on every value', () => {
    const reversed = Object.fromEntries(Object.entries(terms).reverse());
    expect(digestOf(reversed, sha256)).toBe(PERMIT);
    expect(digestOf({ ...terms, tokenBudget: terms.tokenBudget + 1 }, sha256)).not.toBe(PERMIT);
  });
});

describe('docs/permit-digest.md', () => {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const text = readFileSync(`${root}docs/permit-digest.md`, 'utf8');
  const blocks = (language: string): string[] =>
    Array.from(text.matchAll(/```(\w*)\n(.*?)\n```/gs), ([, of, block = '']) =>
      of === language ? block : '',
    ).filter((block) => block !== '');

  test('quotes the form and the digest of the golden file', () => {
    const form = canonicalJson(terms);
    const [begin = 'none', end = 'none', digest] = blocks('');
    expect(form.startsWith(begin)).toBe(true);
    expect(form.endsWith(end)).toBe(true);
    expect(digest).toBe(PERMIT);
    expect(text).toContain(`have ${new TextEncoder().encode(form).length} bytes`);
  });

  test('computes it with the program it shows', () => {
    const [program = ''] = blocks('js');
    const said = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(said).toBe(`${PERMIT} true\n`);
  });
});
