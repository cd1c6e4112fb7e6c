import type { Runtime } from '@guildhall/messaging';
import { readWebhooks } from './file.js';
import { SCHEDULE } from './schedule.js';
import { WebhookSender } from './sender.js';

const ANSWERED_WITHIN_MS = 10_000;

/** The sender to the webhooks of the settings. Throws a SettingsError where these are not as they should be. */
export const webhookSender = ({ settings, alerts, timers, report, now, stopping }: Runtime): WebhookSender =>
  new WebhookSender({
    webhooks: readWebhooks(settings),
    alerts,
    timers,
    report,
    now,
    chance: Math.random,
    schedule: SCHEDULE,
    within: ANSWERED_WITHIN_MS,
    stopping,
  });
