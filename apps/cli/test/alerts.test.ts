import { describe, expect, test } from '@jest/globals';
import { startFaultProxy, startNats, waitFor } from '@guildhall/testing';
import { connect } from '@guildhall/broker';
import { headers } from '@nats-io/transport-node';
import { alertIn, hearAlerts } from '../src/client/alerts.js';
import { renderAlert, renderBack } from '../src/render/alert.js';
import { styleFor } from '../src/render/style.js';

const AT = new Date(2026, 10, 21, 14, 3, 22, 113).toISOString();
const plain = styleFor({ isTTY: false }, {}, new Date(AT));

const ALERT = {
  kind: 'permit-revoked',
  severity: 'critical',
  at: AT,
  summary: 't1: carol revokes the permit (critical).',
  position: 7,
  links: [{ rel: 'event', href: 'evt.permit.revoked.t1.6' }],
} as const;

interface Said {
  subject?: string;
  body?: unknown;
  id?: string;
}

const message = ({ subject = 'alert.permit-revoked.t1', body = ALERT, id = 'ce-1:permit-revoked' }: Said) => {
  const made = headers();
  if (id) made.set('Nats-Msg-Id', id);
  return { subject, headers: made, data: new TextEncoder().encode(JSON.stringify(body)) };
};

describe('a message that is heard on alert.', () => {
  test('is an alert about what its subject names', () => {
    expect(alertIn(message({}))).toEqual({ id: 't1', ...ALERT });
  });

  test('is one also where it is of a kind, and says things, that came later', () => {
    const body = { ...ALERT, kind: 'moon-landing', links: 'elsewhere', colour: 'red', id: 'x' };
    expect(alertIn(message({ subject: 'alert.moon-landing.t1', body }))).toEqual({ ...body, id: 't1' });
  });

  test.each<[string, Said]>([
    ['has no message id', { id: '' }],
    ['is of another kind than its subject says', { subject: 'alert.permit-closed.t1' }],
    ['has a subject of another form', { subject: 'alert.permit-revoked.t1.more' }],
    ['is the reply to a command', { body: { ok: false, error: { code: 'FORBIDDEN' } } }],
    ['lacks what is shown', { body: { ...ALERT, summary: undefined } }],
    ['is of no time that there is', { body: { ...ALERT, at: '2026-02-30T00:00:00Z' } }],
    ['is of no known severity', { body: { ...ALERT, severity: 'loud' } }],
    ['is for somebody who is no role', { body: { ...ALERT, to: [7] } }],
    ['is no JSON object', { body: 'junk' }],
  ])('is none where it %s', (_, said) => {
    expect(alertIn(message(said))).toBeUndefined();
  });

  test('is none where it has no headers', () => {
    const { subject, data } = message({});
    expect(alertIn({ subject, data })).toBeUndefined();
  });
});

describe('an alert is shown', () => {
  test('with local time, severity and kind', () => {
    expect(renderAlert({ id: 't1', ...ALERT }, plain)).toBe(
      '14:03:22.113  critical  permit-revoked  t1: carol revokes the permit (critical).',
    );
  });

  test('with those whose turn it is', () => {
    const shown = (to: string[]) => renderAlert({ id: 't1', ...ALERT, to }, plain);
    expect(shown(['security-lead'])).toMatch(/\(critical\)\.  \(for security-lead\)$/);
    expect(shown(['vp', 'cto'])).toMatch(/\(critical\)\.  \(for any of vp, cto\)$/);
  });

  test('in columns, whatever its severity', () => {
    const lines = (['info', 'warning'] as const).map((severity) =>
      renderAlert({ id: 't1', ...ALERT, severity }, plain),
    );
    expect(lines.map((line) => line.indexOf('permit-revoked'))).toEqual([24, 24]);
  });
});

test('whoever hears alerts is told when the connection is lost, and since when they may have missed some', async () => {
  await using nats = await startNats({ provisioned: false });
  await using proxy = await startFaultProxy(nats.url);
  const { creds } = await nats.trust.issue('oscar', 'operator');
  const nc = await connect({ servers: proxy.url, creds, name: 'oscar' });
  const [told, lost, stop]: [string[], Date[], AbortController] = [[], [], new AbortController()];
  const hearing = {
    listening: () => told.push('listening'),
    deaf: () => told.push('deaf'),
    back: (since: Date) => {
      told.push('back');
      lost.push(since);
    },
  };
  const alerts = hearAlerts(nc, stop.signal, hearing);
  const first = alerts.next();
  try {
    await waitFor(() => told.includes('listening'));
    const before = Date.now();
    proxy.cut();
    await waitFor(() => told.includes('back'));
    expect(told).toEqual(['listening', 'deaf', 'back']);
    expect(lost[0]?.getTime()).toBeGreaterThanOrEqual(before);
    expect(renderBack(new Date(AT), plain)).toBe(
      '! The connection is back. Alerts since 14:03:22 may have been missed.',
    );
  } finally {
    stop.abort();
    await first;
    await nc.close();
  }
});
