import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SettingsError } from '@guildhall/messaging';
import { webhookIssues } from '../src/webhooks/check.js';
import { readWebhooks } from '../src/webhooks/file.js';
import { SECRET } from './support/alerts.js';
import { temporaryDirectory } from './support/home.js';

const URL_1 = 'https://hooks.example.com/services/T0/B0/very-secret';

describe('a file of webhooks', () => {
  let home: Awaited<ReturnType<typeof temporaryDirectory>>;
  let made = 0;
  beforeAll(async () => {
    home = await temporaryDirectory();
  });
  afterAll(async () => {
    await home[Symbol.asyncDispose]();
  });

  const file = async (text: string): Promise<string> => {
    const path = join(home.path, `webhooks-${++made}.yaml`);
    await writeFile(path, text);
    return path;
  };
  const read = async (text: string) => readWebhooks({ home: home.path, webhooksFile: await file(text) });

  test('says where alerts go, how, and which', async () => {
    const text = `
# Where alerts go.
- url: ${URL_1}   # the channel
  format: slack
  severity: warning
  kinds: [permit-revoked, "violation"]
- url: "http://127.0.0.1:8080/alerts"
  secret: ${SECRET}
  kinds:
    - hard-block
    - dead-letter
`;
    expect(await read(text)).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{10}$/),
        name: 'webhook 1, https://hooks.example.com',
        url: URL_1,
        format: 'slack',
        severity: 'warning',
        kinds: ['permit-revoked', 'violation'],
      },
      {
        id: expect.stringMatching(/^[0-9a-f]{10}$/),
        name: 'webhook 2, http://127.0.0.1:8080',
        url: 'http://127.0.0.1:8080/alerts',
        secret: SECRET,
        format: 'cloudevents',
        severity: 'info',
        kinds: ['hard-block', 'dead-letter'],
      },
    ]);
  });

  test('may be JSON, and may hold none', async () => {
    const entry = { url: URL_1, secret: SECRET, format: 'cloudevents' };
    expect(await read(JSON.stringify([entry]))).toMatchObject([entry]);
    expect(await read('[]')).toEqual([]);
    expect(await read('# none yet\n')).toEqual([]);
  });

  test('need not be there, unless somebody has named it', () => {
    expect(readWebhooks({ home: home.path })).toEqual([]);
    const webhooksFile = join(home.path, 'absent.yaml');
    expect(() => readWebhooks({ home: home.path, webhooksFile })).toThrow(
      `GUILDHALL_WEBHOOKS: ${webhooksFile} cannot be read`,
    );
  });

  test('is refused with everything that is wrong, and nothing that is secret', async () => {
    const text = `
- url: http://example.com/hook/very-secret
  secret: whsec_c2hvcnQtc2VjcmV0
  kinds: [permit-revoked, permit-lost]
  colour: red
- url: ${URL_1}
- url: ${URL_1}
  format: slack
`;
    const reading = read(text);
    await expect(reading).rejects.toMatchObject({ name: 'SettingsError' });
    const message = await reading.then(() => '', String);
    for (const said of [
      ':2 /0/url must begin with https://, or with http:// for this machine itself\n',
      ':3 /0/secret must be of 24 to 64 bytes, not of 12\n',
      ':4 /0/kinds/1 is not one of permit-revoked',
      ':5 /0/colour is not a known field\n',
      ':6 /1/secret is missing\n',
      ':7 /2/url is given twice',
    ])
      expect(message).toContain(`.yaml${said}`);
    expect(message).not.toMatch(/very-secret|c2hvcnQ/);
  });

  test.each([
    ['- a: very-secret\n  a: very-secret', 2, 'duplicate key'],
    ['- a: !very-secret "x"', 1, 'tag'],
    ['- a: [very-secret', 1, 'bad indent'],
    ['- a: "very-secret', 1, 'missing char'],
    ['- *very-secret', 1, 'alias'],
    ['- very-secret: "\\u202e"', 1, 'content'],
    ['--- 1\n--- very-secret', 2, 'multiple docs'],
  ])('that is %j is refused, with its line and without what it says', async (text, line, code) => {
    const path = await file(text);
    expect(() => readWebhooks({ home: home.path, webhooksFile: path })).toThrow(
      new SettingsError(
        `GUILDHALL_WEBHOOKS: ${path} cannot be used:\n${path}:${line} is not acceptable YAML (${code})`,
      ),
    );
  });

  test('that is not UTF-8 is refused', async () => {
    const path = await file('');
    await writeFile(path, Uint8Array.from([0x23, 0x0a, 0x23, 0xe9]));
    expect(() => readWebhooks({ home: home.path, webhooksFile: path })).toThrow(
      `${path}:2 is not acceptable YAML (encoding)`,
    );
  });

  test('that is larger than 64 KiB is refused', async () => {
    await expect(read(`# ${'x'.repeat(66_000)}`)).rejects.toThrow('has more than 65536 bytes');
  });
});

describe('an address', () => {
  const wrong = (entry: object) => webhookIssues([entry]);
  const given = { secret: SECRET };

  test.each([
    'https://hooks.example.com/x',
    'http://localhost:8080/',
    'http://127.0.0.1',
    'http://127.8.9.10/x',
    'http://[::1]:99/x',
  ])('%s is one', (url) => {
    expect(wrong({ ...given, url })).toEqual([]);
  });

  test.each([
    [undefined, 'is not a URL'],
    ['hooks.example.com', 'is not a URL'],
    ['http://10.0.0.1/x', 'must begin with https://, or with http:// for this machine itself'],
    ['http://localhost.example.com/', 'must begin with https://, or with http:// for this machine itself'],
    ['http://127.0.0.1.example.com/', 'must begin with https://, or with http:// for this machine itself'],
    ['ftp://localhost/x', 'must begin with https://, or with http:// for this machine itself'],
    ['https://me:secret@example.com/', 'must hold no user and no password'],
    ['https://example.com/#here', 'must hold no fragment'],
  ])('%s is none', (url, message) => {
    expect(wrong({ ...given, url })).toEqual([{ pointer: '/0/url', message }]);
  });

  test.each([
    [{}, ''],
    ['x', '/0'],
    [{ ...given, url: 'https://a.example', severity: 'loud' }, '/0/severity'],
    [{ ...given, url: 'https://a.example', format: 'xml' }, '/0/format'],
    [{ ...given, url: 'https://a.example', kinds: [] }, '/0/kinds'],
    [{ ...given, url: 'https://a.example', kinds: 'all' }, '/0/kinds'],
    [{ url: 'https://a.example', secret: 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }, '/0/secret'],
    [{ url: 'https://a.example', secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS' }, '/0/secret'],
    [{ url: 'https://a.example', format: 'slack', secret: 7 }, '/0/secret'],
  ])('%j is wrong at %s', (entry, pointer) => {
    const value = pointer === '' ? entry : [entry];
    expect(webhookIssues(value).map((issue) => issue.pointer)).toContain(pointer);
  });

  test('more than ten of them are too many', () => {
    const many = Array.from({ length: 11 }, (_, n) => ({ ...given, url: `https://a.example/${n}` }));
    expect(webhookIssues(many)).toEqual([{ pointer: '', message: 'holds more than 10 webhooks' }]);
    expect(webhookIssues(many.slice(1))).toEqual([]);
  });
});
