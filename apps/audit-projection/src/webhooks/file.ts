import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCode } from '@guildhall/broker';
import { hex } from '@guildhall/contracts';
import { sha256 } from '@guildhall/event-store';
import { SettingsError } from '@guildhall/messaging';
import type { Settings } from '@guildhall/messaging';
import { listed, located, readYaml } from '@guildhall/yaml';
import type { LocatedIssue, YamlIssue } from '@guildhall/yaml';
import { webhookIssues } from './check.js';
import type { Webhook } from './webhook.js';

const SETTING = 'GUILDHALL_WEBHOOKS';
const DEFAULT_FILE = 'webhooks.yaml';
const MAX_BYTES = 64 * 1024;
const ID_DIGITS = 10;

type Given = Pick<Webhook, 'url'> & Partial<Pick<Webhook, 'secret' | 'format' | 'kinds' | 'severity'>>;

const reject = (path: string, why: string): never => {
  throw new SettingsError(`${SETTING}: ${path} ${why}`);
};

/** The bytes of the file; undefined where nobody named one and there is none. */
const bytesOf = (path: string, isByDefault: boolean): Uint8Array | undefined => {
  try {
    return readFileSync(path);
  } catch (cause) {
    if (isByDefault && isCode(cause, 'ENOENT')) return undefined;
    return reject(path, 'cannot be read');
  }
};

const webhookOf = (
  { url, secret, format = 'cloudevents', kinds, severity = 'info' }: Given,
  index: number,
) => ({
  id: hex(sha256(Buffer.from(url))).slice(0, ID_DIGITS),
  name: `webhook ${index + 1}, ${new URL(url).origin}`,
  url,
  ...(secret === undefined ? {} : { secret }),
  format,
  ...(kinds === undefined ? {} : { kinds }),
  severity,
});

// A message or a pointer may quote the file, in which there are secrets.
const withoutText = ({ line, code }: YamlIssue): LocatedIssue => ({
  pointer: '',
  message: `is not acceptable YAML (${code})`,
  line,
});

/** What the file says, once it is found to be webhooks. */
const givenIn = (path: string, bytes: Uint8Array): Given[] => {
  if (bytes.length > MAX_BYTES) return reject(path, `has more than ${MAX_BYTES} bytes`);
  const read = readYaml(bytes);
  if ('issues' in read) return reject(path, `cannot be used:\n${listed(path, read.issues.map(withoutText))}`);
  // A file of comments alone names none.
  const value = read.value ?? [];
  const issues = located(webhookIssues(value), read.lineOf);
  if (issues.length > 0) return reject(path, `is no list of webhooks:\n${listed(path, issues)}`);
  // Checked just above: bytes have become types.
  return value as Given[];
};

/**
 * The webhooks of the file that GUILDHALL_WEBHOOKS names, by default `webhooks.yaml` in the home; none where that is not
 * there. Throws a SettingsError with everything that is wrong and where, and with no secret in it.
 */
export const readWebhooks = (settings: Pick<Settings, 'home' | 'webhooksFile'>): Webhook[] => {
  const path = settings.webhooksFile ?? join(settings.home, DEFAULT_FILE);
  const bytes = bytesOf(path, settings.webhooksFile === undefined);
  return bytes === undefined ? [] : givenIn(path, bytes).map(webhookOf);
};
