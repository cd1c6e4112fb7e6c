import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { digestOf } from '@guildhall/contracts';
import { sha256 } from '@guildhall/event-store';
import { SettingsError } from '@guildhall/messaging';
import { readPolicyFile } from '../src/policy-file.js';

let folder: string;
let text: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guildhall-policy-file-'));
  text = await readFile(new URL('../../../policies/default.yaml', import.meta.url), 'utf8');
});
afterAll(() => rm(folder, { recursive: true }));

const file = async (content: string | Uint8Array): Promise<string> => {
  const path = join(folder, 'policy.yaml');
  await writeFile(path, content);
  return path;
};

/** Where in the default policy something is said. */
const lineOf = (said: string): number => text.split('\n').findIndex((line) => line.includes(said)) + 1;

describe('a policy file', () => {
  test('is a policy, by default that which comes with the program', async () => {
    const { document, reference, policy } = readPolicyFile(await file(text));
    expect(policy()).toMatchObject({ document, reference });
    expect(reference).toEqual({ version: document.version, sha256: digestOf(document, sha256) });
    expect(readPolicyFile().reference).toEqual(reference);
  });

  const refusal = (path: string, ...issues: string[]): Error =>
    new SettingsError(
      `GUILDHALL_POLICY: ${path} is not a valid policy:\n${issues.map((issue) => `${path}:${issue}`).join('\n')}`,
    );

  test('of 256 KiB is accepted, a longer one refused before it is read', async () => {
    const padded = (bytes: number): string => `${text}#${'x'.repeat(bytes - Buffer.byteLength(text) - 1)}`;
    expect(readPolicyFile(await file(padded(262_144))).reference).toEqual(readPolicyFile().reference);
    const path = await file(padded(262_145));
    expect(() => readPolicyFile(path)).toThrow(
      new SettingsError(`GUILDHALL_POLICY: ${path} has 262145 bytes; at most 262144 are accepted.`),
    );
  });

  test('that is no YAML is refused with the line', async () => {
    const path = await file('version: 1\nversion: 2\n');
    expect(() => readPolicyFile(path)).toThrow(refusal(path, '2 version is given twice'));
  });

  test('that is not UTF-8 is refused with the line', async () => {
    const path = await file(Uint8Array.from([0x23, 0x0a, 0x23, 0xe9]));
    expect(() => readPolicyFile(path)).toThrow(refusal(path, '2 is not UTF-8'));
  });

  test('of another shape is refused with every issue, one a line, from its top to its end', async () => {
    const path = await file(text.replace('upTo: 5,', 'upTo: 51,').replace('\ntrust:', '\ntrst:'));
    const top = lineOf('version:');
    expect(() => readPolicyFile(path)).toThrow(
      refusal(
        path,
        `${top} /trust is missing`,
        `${lineOf('upTo: 5,')} /bands/0/upTo must be at most 50`,
        `${lineOf('\ntrust:'.trim())} /trst is not a known field`,
      ),
    );
  });

  test('with wrong rules is one, which is refused with every issue, one a line, where it is to be published', async () => {
    const wrong = text
      .replace('when: { ref: regulated-data }', 'when: { ref: regulated }')
      .replace('operation: deployment,', "critical: 'yes',");
    const path = await file(wrong);
    const { policy, reference } = readPolicyFile(path);
    expect(reference.version).toBe(readPolicyFile().reference.version);
    expect(() => policy()).toThrow(
      refusal(
        path,
        `${lineOf('{ ref: regulated-data }')} /floors/3/when/ref is not the name of a condition under define`,
        `${lineOf('operation: deployment,')} /floors/8/when/critical is not a value of critical: true, false`,
      ),
    );
  });

  test('that is not there is refused', () => {
    const path = join(folder, 'absent.yaml');
    expect(() => readPolicyFile(path)).toThrow(SettingsError);
    expect(() => readPolicyFile(path)).toThrow(/^GUILDHALL_POLICY: .*absent\.yaml cannot be read: .*ENOENT/);
  });
});
