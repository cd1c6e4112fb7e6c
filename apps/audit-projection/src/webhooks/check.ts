import { ALERT_KINDS, SEVERITIES, pointerToken } from '@guildhall/contracts';
import type { Issue } from '@guildhall/contracts';
import { FORMATS } from './webhook.js';

/** So many that none of them waits for the others (docs/webhooks.md). */
const MAX_WEBHOOKS = 10;
const FIELDS = ['url', 'secret', 'kinds', 'severity', 'format'];

/** What the Standard Webhooks specification asks of a secret, in bytes. */
const [FEWEST_BYTES, MOST_BYTES] = [24, 64];

type Entry = Record<string, unknown>;

const isEntry = (value: unknown): value is Entry =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const oneOf = (values: readonly string[]): string => `is not one of ${values.join(', ')}`;

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);

const wrongUrl = (value: unknown): string | undefined => {
  if (typeof value !== 'string' || !URL.canParse(value)) return 'is not a URL';
  const { protocol, hostname, username, password, hash } = new URL(value);
  if (username || password) return 'must hold no user and no password';
  if (hash) return 'must hold no fragment';
  if (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))) return undefined;
  return 'must begin with https://, or with http:// for this machine itself';
};

/** The bytes of a secret; undefined where it is none. */
const secretBytes = (value: string): number | undefined => {
  const [, text = ''] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(value) ?? [];
  const bytes = Buffer.from(text, 'base64');
  return text !== '' && bytes.toString('base64') === text ? bytes.length : undefined;
};

// Never with the secret itself in it.
const wrongSecret = (value: unknown, format: unknown): string | undefined => {
  if (value === undefined) return format === 'slack' ? undefined : 'is missing';
  const bytes = typeof value === 'string' ? secretBytes(value) : undefined;
  if (bytes === undefined) return 'is not whsec_ followed by base64';
  return bytes >= FEWEST_BYTES && bytes <= MOST_BYTES
    ? undefined
    : `must be of ${FEWEST_BYTES} to ${MOST_BYTES} bytes, not of ${bytes}`;
};

const wrongOneOf = (value: unknown, values: readonly string[]): string | undefined =>
  value === undefined || values.some((known) => known === value) ? undefined : oneOf(values);

const kindIssues = (value: unknown, at: string): Issue[] => {
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.length === 0)
    return [{ pointer: at, message: 'is not a list of kinds of alerts' }];
  return value.flatMap((kind: unknown, index) =>
    ALERT_KINDS.some((known) => known === kind)
      ? []
      : [{ pointer: `${at}/${index}`, message: oneOf(ALERT_KINDS) }],
  );
};

const entryIssues = (entry: unknown, index: number): Issue[] => {
  const at = `/${index}`;
  if (!isEntry(entry)) return [{ pointer: at, message: 'is not a webhook' }];
  const found = (field: string, message: string | undefined): Issue[] =>
    message === undefined ? [] : [{ pointer: `${at}/${field}`, message }];
  return [
    ...Object.keys(entry)
      .filter((field) => !FIELDS.includes(field))
      .flatMap((field) => found(pointerToken(field), 'is not a known field')),
    ...found('url', wrongUrl(entry['url'])),
    ...found('format', wrongOneOf(entry['format'], FORMATS)),
    ...found('secret', wrongSecret(entry['secret'], entry['format'])),
    ...kindIssues(entry['kinds'], `${at}/kinds`),
    ...found('severity', wrongOneOf(entry['severity'], SEVERITIES)),
  ];
};

const urlOf = (entry: unknown): unknown => (isEntry(entry) ? entry['url'] : undefined);

const repeatedUrls = (entries: readonly unknown[]): Issue[] => {
  const urls = entries.map(urlOf);
  return urls.flatMap((url, index) =>
    typeof url === 'string' && urls.indexOf(url) < index
      ? [{ pointer: `/${index}/url`, message: 'is given twice' }]
      : [],
  );
};

/** What is wrong with the webhooks of a file, and where; nothing where they are as docs/webhooks.md says. */
export const webhookIssues = (value: unknown): Issue[] => {
  if (!Array.isArray(value)) return [{ pointer: '', message: 'is not a list of webhooks' }];
  if (value.length > MAX_WEBHOOKS)
    return [{ pointer: '', message: `holds more than ${MAX_WEBHOOKS} webhooks` }];
  return [...value.flatMap(entryIssues), ...repeatedUrls(value)];
};
