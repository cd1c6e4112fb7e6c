import { connect } from '@guildhall/broker';
import { contextOf } from '@guildhall/contracts';
import { jetstream } from '@nats-io/jetstream';
import type { JsMsg } from '@nats-io/jetstream';
import { nuid } from '@nats-io/transport-node';
import { readJson } from '../json.js';
import { expectingHeadersOf, subjectOf } from '../log/event-message.js';
import { TASK_HEADER } from './hop.js';
import type { Hop } from './hop.js';

/*
 * One process of the empty chain: takes a message from a durable consumer, writes the next event with a body that is
 * always the same, acknowledges. Nothing is parsed, checked, decided or folded.
 */

const ACK_TIMEOUT_MS = 5_000;
/** As many as the services ask for. */
const MAX_MESSAGES = 500;

const hop = readJson(process.argv[2] ?? '') as Hop;
const nc = await connect({ servers: hop.url, creds: hop.creds, name: hop.name });
const body = new TextEncoder().encode(hop.body);
const context = contextOf(hop.type);

/** From the header that the bench sends to the intake, or from the subject of the event before. */
const taskOf = ({ headers, subject }: JsMsg): string =>
  headers?.get(TASK_HEADER) || (subject.split('.')[3] ?? '');

const pass = async (message: JsMsg): Promise<void> => {
  const entity = taskOf(message);
  const event = {
    type: hop.type,
    entity,
    version: 1,
    id: nuid.next(),
    source: hop.name,
    actor: hop.actor,
    correlation: entity,
    causation: `intake:${message.seq}:2030-01-01T00:00:00.000Z`,
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    time: new Date().toISOString(),
  };
  const reply = await nc.request(subjectOf(event), body, {
    headers: expectingHeadersOf(event, context),
    timeout: ACK_TIMEOUT_MS,
  });
  const { error } = reply.json<{ error?: object }>();
  if (error) throw new Error(JSON.stringify(error));
  message.ack();
};

// What cannot be passed on would only ever make the figures wrong.
const fail = (error: unknown): void => {
  console.error(error);
  process.exit(1);
};

const consumer = await jetstream(nc).consumers.get(hop.stream, hop.durable);
await consumer.consume({
  max_messages: MAX_MESSAGES,
  callback: (message) => {
    pass(message).catch(fail);
  },
});
process.once('disconnect', () => process.exit(0));
process.send?.({ type: 'ready' });
