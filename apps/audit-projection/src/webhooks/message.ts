import type { RaisedAlert } from '@guildhall/event-store';
import type { Format } from './webhook.js';

/** A request body and what it is. */
export interface Message {
  contentType: string;
  body: string;
}

/**
 * What receivers know an alert by, however often they get it: that of the alert, without full stops, which separate it
 * from what is signed beside it.
 */
export const idOf = ({ messageId }: RaisedAlert): string => messageId.replaceAll('.', '_');

/** CloudEvents 1.0, structured mode. */
const cloudEvent = (raised: RaisedAlert): Message => ({
  contentType: 'application/cloudevents+json; charset=utf-8',
  body: JSON.stringify({
    specversion: '1.0',
    id: idOf(raised),
    source: '/guildhall/audit-projection',
    type: `guildhall.alert.${raised.kind}.v1`,
    subject: raised.id,
    time: raised.alert.at,
    datacontenttype: 'application/json',
    data: raised.alert,
  }),
});

// What Slack takes for markup: a link, a mention, an entity.
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** What Slack shows: `text` in notifications, `blocks` in the channel. */
const slack = ({ kind, id, alert }: RaisedAlert): Message => {
  const { severity, summary, at, to } = alert;
  const whose = to === undefined ? '' : ` · for ${to.join(', ')}`;
  const context = `${id} · ${at} · position ${alert.position}${whose}`;
  return {
    contentType: 'application/json; charset=utf-8',
    body: JSON.stringify({
      text: escaped(`${severity}: ${kind}: ${summary}`),
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: `${severity}: ${kind}` } },
        { type: 'section', text: { type: 'plain_text', text: summary } },
        { type: 'context', elements: [{ type: 'plain_text', text: context }] },
      ],
    }),
  };
};

const FORMATTERS: Record<Format, (alert: RaisedAlert) => Message> = { cloudevents: cloudEvent, slack };

/** The alert as an address wants it. */
export const messageOf = (alert: RaisedAlert, format: Format): Message => FORMATTERS[format](alert);
