import type { Alerts, Incident, RaisedAlert, Timers } from '@guildhall/event-store';
import { timerOf } from './attempt-key.js';
import type { Attempt } from './attempt-key.js';
import { Lane } from './lane.js';
import { pauseAfter } from './schedule.js';
import type { Schedule } from './schedule.js';
import { send } from './send.js';
import type { Sent } from './send.js';
import { wants } from './wants.js';
import type { Webhook } from './webhook.js';

/** What webhooks are sent with. */
export interface SenderOptions {
  webhooks: readonly Webhook[];
  alerts: Pick<Alerts, 'at' | 'setAside'>;
  timers: Pick<Timers, 'set'>;
  report: (incident: Incident) => void;
  /** Now, RFC 3339 UTC. */
  now: () => string;
  /** From 0 to 1, another one each time. */
  chance: () => number;
  schedule: Schedule;
  /** How long a receiver has to answer, in ms. */
  within: number;
  /** What is on its way is cut short, and tried again. */
  stopping: AbortSignal;
}

const DURABLE = 'audit-projection-webhooks';
/** So many go to one address at once, and so many wait for these: with ten addresses, fewer than a consumer gives out. */
const [AT_ONCE, ROOM] = [8, 8];

const BUSY: Sent = { outcome: 'unsent', reason: 'is slow: too many are on their way to it' };

/** Sends alerts to webhooks: to each at its own pace, again where that may help, and aside where it does not. */
export class WebhookSender {
  readonly #lanes: ReadonlyMap<string, Lane>;

  constructor(private readonly options: SenderOptions) {
    this.#lanes = new Map(options.webhooks.map(({ id }) => [id, new Lane(AT_ONCE, ROOM)]));
  }

  /** To everybody who wants it, for the first time. Resolves once it is delivered, or is to be tried again. */
  async toAll(alert: RaisedAlert): Promise<void> {
    const receivers = this.options.webhooks.filter((webhook) => wants(webhook, alert));
    await Promise.all(receivers.map((webhook) => this.#attempt(alert, webhook, 1)));
  }

  /** An attempt whose time has come. What is sent to nobody any more, or is no more, is forgotten. */
  async again({ sequence, webhook, attempt }: Attempt): Promise<void> {
    const receiver = this.#find(webhook);
    const alert = receiver && (await this.options.alerts.at(sequence));
    if (alert) await this.#attempt(alert, receiver, attempt);
  }

  /** To one of them, because somebody asked for it. Rejects where it is not delivered. */
  async toOne(alert: RaisedAlert, webhook: string): Promise<void> {
    const receiver = this.#find(webhook);
    if (!receiver) throw new Error('its webhook is not among those of GUILDHALL_WEBHOOKS any more');
    const sent = await this.#send(alert, receiver);
    if (sent.outcome !== 'delivered') throw new Error(`${receiver.name} ${sent.reason}`);
  }

  #find(id: string): Webhook | undefined {
    return this.options.webhooks.find((webhook) => webhook.id === id);
  }

  async #send(alert: RaisedAlert, webhook: Webhook): Promise<Sent> {
    const { now, within, stopping } = this.options;
    const lane = this.#lanes.get(webhook.id);
    return (await lane?.run(() => send(webhook, alert, { now: now(), within, stopping }))) ?? BUSY;
  }

  async #attempt(alert: RaisedAlert, webhook: Webhook, attempt: number): Promise<void> {
    const { schedule } = this.options;
    const sent = await this.#send(alert, webhook);
    if (sent.outcome === 'delivered') return;
    if (sent.outcome === 'unsent') await this.#setTimer(alert, webhook, attempt, attempt);
    else if (sent.outcome === 'again' && attempt < schedule.attempts)
      await this.#setTimer(alert, webhook, attempt, attempt + 1, sent.after);
    else await this.#giveUp(alert, webhook, attempt, sent.reason);
  }

  async #setTimer(
    { sequence }: RaisedAlert,
    { id }: Webhook,
    attempt: number,
    next: number,
    askedFor?: number,
  ): Promise<void> {
    const { timers, now, chance, schedule } = this.options;
    const due = Date.parse(now()) + pauseAfter(attempt, schedule, chance(), askedFor);
    await timers.set({
      ...timerOf({ sequence, webhook: id, attempt: next }),
      due: new Date(due).toISOString(),
    });
  }

  async #giveUp(alert: RaisedAlert, webhook: Webhook, attempts: number, reason: string): Promise<void> {
    const { alerts, report, now } = this.options;
    const said = `${webhook.name} ${reason}`;
    report({
      kind: 'interrupted',
      cause: new Error(`the alert ${alert.kind} about ${alert.id} is not delivered: ${said}`),
    });
    // A dead letter makes an alert: if that one made another, there would be no end to it.
    if (alert.kind === 'dead-letter') return;
    const undelivered = { durable: DURABLE, recipient: webhook.id, attempts, reason: said, at: now() };
    await alerts.setAside(alert, undelivered);
  }
}
