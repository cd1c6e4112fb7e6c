// A participant of Guildhall: a NATS connection and the .creds of the home. Everything here is public contract.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, credsAuthenticator } from '@nats-io/transport-node';

const PATIENCE_MS = 15_000;

/** @param {string} home @param {string} id */
export const joinAs = async (home, id) => {
  const { nats } = JSON.parse(readFileSync(join(home, 'connection.json'), 'utf8'));
  const connection = await connect({
    servers: nats,
    name: `demo ${id}`,
    authenticator: credsAuthenticator(readFileSync(join(home, 'creds', `${id}.creds`))),
    inboxPrefix: `_INBOX_${id}`,
  });
  return new Participant(connection, id);
};

class Participant {
  #connection;

  constructor(connection, id) {
    this.#connection = connection;
    this.id = id;
  }

  /** Publishes a task; the broker answers once the intake has stored it. */
  async request(task) {
    const ack = (await this.#ask(`task.requested.${this.id}`, task)).json();
    if (ack.error) throw new Error(`the intake did not store the task: ${ack.error.description}`);
  }

  /** The reply to a command: `{ ok: true, result, position }` or `{ ok: false, error }`. */
  async tryTo(command, payload) {
    return (await this.#ask(`cmd.${this.id}.${command}`, payload)).json();
  }

  /** The same for a command that has to succeed. */
  async do(command, payload) {
    const reply = await this.tryTo(command, payload);
    if (!reply.ok) throw new Error(`${this.id}: ${command}: ${reply.error.code}: ${reply.error.message}`);
    return reply;
  }

  /** The result of a query; `after`: once the view has reached that position of the log. */
  async look(query, payload) {
    const reply = (await this.#ask(`qry.${this.id}.${query}`, payload)).json();
    if (!reply.ok) throw new Error(`${this.id}: ${query}: ${reply.error.code}: ${reply.error.message}`);
    return reply.result;
  }

  /** Begins to listen; resolves to a function that waits for the first event or alert of a type. */
  async hear(...subjects) {
    const ear = new Ear();
    for (const subject of subjects) {
      this.#connection.subscribe(subject, { callback: (error, message) => ear.take(error, message) });
    }
    await this.#connection.flush();
    return (type) => ear.waitFor(type);
  }

  async leave() {
    await this.#connection.close();
  }

  #ask(subject, payload) {
    return this.#connection.request(subject, JSON.stringify(payload), { timeout: PATIENCE_MS });
  }
}

/** An event, as the log has stored it: anybody could put something else on the subject. */
const eventIn = ({ subject, headers }) => {
  if (!headers?.has('ce-id') || !headers.has('Nats-Sequence')) return undefined;
  const [, context, name, entity] = subject.split('.');
  return { type: `${context}.${name}`, entity, position: Number(headers.get('Nats-Sequence')) };
};

const alertIn = ({ subject, headers }) =>
  headers?.has('Nats-Msg-Id') ? { type: subject.split('.', 2).join('.') } : undefined;

/** Keeps what was heard until somebody asks for it. */
class Ear {
  #heard = [];
  #wake = () => {};

  take(error, message) {
    if (error) return;
    const what = message.subject.startsWith('alert.') ? alertIn(message) : eventIn(message);
    if (!what) return;
    this.#heard.push({ ...what, at: performance.now(), data: message.json() });
    this.#wake();
  }

  async waitFor(type) {
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      const event = this.#heard.find((heard) => heard.type === type);
      if (event) return event;
      const left = until - performance.now();
      if (left <= 0) throw new Error(`nothing of type ${type} was heard`);
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => (clearTimeout(timer), resolve());
      });
    }
  }
}
