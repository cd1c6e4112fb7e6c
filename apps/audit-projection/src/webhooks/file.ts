import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCode } from '@guildhall/broker';
import { hex } from '@guildhall/contracts';
import { sha256 } from '@guildhall/event-store';
import { SettingsError } from '@guildhall/messaging';
import type { Settings } from '@guildhall/messaging';
import { webhookIssues } from './check.js';
import { parse } from './parse.js';
import type { Webhook } from './webhook.js';

const SETTING = 'GUILDHALL_WEBHOOKS';
const DEFAULT_FILE = 'webhooks.yaml';
const MAX_BYTES = 64 * 1024;
const ID_DIGITS = 10;

type Given = Pick<Webhook, 'url'> & Partial<Pick<Webhook, 'secret' | 'format' | 'kinds' | 'severity'>>;

const reject = (path: string, why: string): never => {
  throw new SettingsError(`${SETTING}: ${path} ${why}`);
};

/** The text of the file; undefined where nobody named one and there is none. */
const textOf = (path: string, isByDefault: boolean): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
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

const valueIn = (path: string, text: string): unknown => {
  if (Buffer.byteLength(text) > MAX_BYTES) return reject(path, `has more than ${MAX_BYTES} bytes`);
  const parsed = parse(text);
  if ('wrong' in parsed) return reject(path, `line ${parsed.line}: ${parsed.wrong}`);
  // A file of comments alone names none.
  return parsed.value ?? [];
};

/**
 * The webhooks of the file that GUILDHALL_WEBHOOKS names, by default `webhooks.yaml` in the home; none where that is not
 * there. Throws a SettingsError with everything that is wrong and where, and with no secret in it.
 */
export const readWebhooks = (settings: Pick<Settings, 'home' | 'webhooksFile'>): Webhook[] => {
  const path = settings.webhooksFile ?? join(settings.home, DEFAULT_FILE);
  const text = textOf(path, settings.webhooksFile === undefined);
  if (text === undefined) return [];
  const value = valueIn(path, text);
  const issues = webhookIssues(value).map(({ pointer, message }) => `${pointer || '/'} ${message}`);
  if (issues.length > 0) return reject(path, `is no list of webhooks: ${issues.join('; ')}`);
  // Checked just above: bytes have become types.
  return (value as Given[]).map(webhookOf);
};
