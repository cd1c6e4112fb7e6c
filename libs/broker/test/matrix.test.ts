import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SERVICES, adminPermissions } from '@guildhall/contracts';
import type { ParticipantKind, Service } from '@guildhall/contracts';
import { startNats } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { mayHear, mayPublish } from './rights.js';

/** What anybody might try to say. `me` stands for the id of whoever tries, `other` for anybody else. */
const SAID = [
  'cmd.me.permit.approve',
  'cmd.me.anything.at.all',
  'cmd.other.permit.approve',
  'cmd.me',
  'cmd.*.permit.approve',
  'qry.me.task.get',
  'qry.other.task.get',
  'task.requested.me',
  'task.requested.other',
  'task.requested.me.more',
  'via.cmd.me.permit.approve',
  'via.cmd.other.permit.approve',
  'via.qry.other.permit.get',
  'via.log.permit.issued.t1.1',
  'evt.permit.issued.t1.1',
  'evt.task.assessed.t1.1',
  'log.task.assessed.t1.1',
  'log.policy.published.default.1',
  'log.assignment.made.t1.1',
  'log.worker.registered.w1.1',
  'log.master.registered.m1.1',
  'log.readiness.started.r1.1',
  'log.permit.issued.t1.1',
  'log.execution.action-proposed.t1.1',
  'log.emergency.requested.e1.1',
  'log.directory.enrolled.bob.1',
  'log.audit.erased.bob.1',
  'log.claim.claimed.bob.1',
  'log.refusal.refused.f1.1',
  'log.dead-letter.retried.x1.1',
  'timer.set.permit.t1.window',
  'timer.set.task.t1.review',
  'timer.due.permit.t1.window',
  'alert.log-integrity.x',
  'dead.risk-assessment.1',
  'dead.permit-workflow.1',
  '_INBOX_me.x',
  '_INBOX_other.x',
  '_R_.abc.def',
  '$KV.person-keys.bob',
  '$JS.API.INFO',
  '$JS.API.STREAM.NAMES',
  '$JS.API.STREAM.CREATE.MINE',
  '$JS.API.STREAM.UPDATE.EVENTS',
  '$JS.API.STREAM.DELETE.EVENTS',
  '$JS.API.STREAM.PURGE.EVENTS',
  '$JS.API.STREAM.PURGE.INTAKE',
  '$JS.API.STREAM.PURGE.TIMERS',
  '$JS.API.STREAM.SNAPSHOT.EVENTS',
  '$JS.API.STREAM.RESTORE.EVENTS',
  '$JS.API.STREAM.MSG.DELETE.EVENTS',
  '$JS.API.STREAM.MSG.DELETE.INTAKE',
  '$JS.API.STREAM.MSG.DELETE.KV_person-keys',
  '$JS.API.STREAM.INFO.EVENTS',
  '$JS.API.STREAM.INFO.KV_person-keys',
  '$JS.API.STREAM.MSG.GET.EVENTS',
  '$JS.API.STREAM.MSG.GET.INTAKE',
  '$JS.API.STREAM.MSG.GET.TIMERS',
  '$JS.API.STREAM.MSG.GET.ALERTS',
  '$JS.API.STREAM.MSG.GET.DEAD_LETTERS',
  '$JS.API.STREAM.MSG.DELETE.DEAD_LETTERS',
  '$JS.API.STREAM.PURGE.DEAD_LETTERS',
  '$JS.API.STREAM.MSG.DELETE.ALERTS',
  '$JS.API.STREAM.MSG.GET.KV_person-keys',
  '$JS.API.DIRECT.GET.EVENTS',
  '$JS.API.DIRECT.GET.EVENTS.evt.permit.issued.t1.1',
  '$JS.API.DIRECT.GET.KV_person-keys.$KV.person-keys.bob',
  '$JS.API.CONSUMER.CREATE.EVENTS.mine',
  '$JS.API.CONSUMER.CREATE.EVENTS.me-follow-1',
  '$JS.API.CONSUMER.CREATE.EVENTS.me-follow-1.evt.permit.>',
  '$JS.API.CONSUMER.CREATE.INTAKE.me-follow-1',
  '$JS.API.CONSUMER.DURABLE.CREATE.EVENTS.mine',
  '$JS.API.CONSUMER.DELETE.EVENTS.me-follow-1',
  '$JS.API.CONSUMER.DELETE.EVENTS.permit-workflow-tasks',
  '$JS.API.CONSUMER.INFO.EVENTS.permit-workflow-tasks',
  '$JS.FC.EVENTS.me-follow-1.x',
  '$JS.API.CONSUMER.MSG.NEXT.INTAKE.risk-assessment-intake',
  '$JS.API.CONSUMER.MSG.NEXT.EVENTS.worker-registry-tasks',
  '$JS.API.CONSUMER.MSG.NEXT.EVENTS.permit-workflow-tasks',
  '$JS.ACK.INTAKE.risk-assessment-intake.1.1.1.1.0',
  '$JS.ACK.EVENTS.worker-registry-tasks.1.1.1.1.0',
  '$JS.ACK.EVENTS.permit-workflow-tasks.1.1.1.1.0',
  '$JS.API.CONSUMER.MSG.NEXT.EVENTS.permit-workflow-deadlines',
  '$JS.ACK.EVENTS.permit-workflow-deadlines.1.1.1.1.0',
  '$JS.API.CONSUMER.MSG.NEXT.TIMERS.permit-workflow-timers',
  '$JS.ACK.TIMERS.permit-workflow-timers.1.1.1.1.0',
  '$JS.API.CONSUMER.MSG.NEXT.EVENTS.audit-projection-alerts',
  '$JS.ACK.EVENTS.audit-projection-alerts.1.1.1.1.0',
  '$SYS.REQ.SERVER.PING.JSZ',
  '$SYS.REQ.CLAIMS.UPDATE',
  '$SRV.PING',
];

/** What anybody might try to hear. */
const HEARD = [
  '>',
  '*.>',
  '_INBOX_me.>',
  '_INBOX_other.>',
  '_INBOX.>',
  '_R_.>',
  'evt.>',
  'evt.*.issued.>',
  'evt.permit.>',
  'evt.permit.revoked.>',
  'evt.task.>',
  'evt.assignment.>',
  'evt.execution.>',
  'evt.worker.>',
  'evt.directory.>',
  'evt.refusal.>',
  'log.>',
  'alert.>',
  'alert.log-integrity.>',
  'cmd.>',
  'cmd.me.>',
  'cmd.*.task.*',
  'cmd.*.worker.*',
  'cmd.*.permit.*',
  'cmd.*.directory.*',
  'cmd.*.audit.*',
  'cmd.*.dead-letter.*',
  'qry.*.*.*',
  'qry.me.>',
  'via.cmd.*.permit.*',
  'via.qry.*.*.*',
  'task.requested.*',
  'task.requested.me',
  'timer.>',
  'dead.>',
  '$KV.>',
  '$JS.ACK.>',
  '$JS.API.>',
  '$JS.EVENT.ADVISORY.>',
  '$SYS.>',
];

interface Rights {
  says: string[];
  hears: string[];
}

const ASKS = ['cmd.me.permit.approve', 'cmd.me.anything.at.all', 'qry.me.task.get'];
const OF_TASKS = [
  'evt.permit.>',
  'evt.permit.revoked.>',
  'evt.task.>',
  'evt.assignment.>',
  'evt.execution.>',
];
const ALERTS = ['alert.>', 'alert.log-integrity.>'];
const EVERY_EVENT = HEARD.filter((subject) => subject.startsWith('evt.'));

/** The table of 6.1, row by row. */
const PARTICIPANTS: Record<ParticipantKind, Rights> = {
  person: { says: ASKS, hears: ['_INBOX_me.>', ...OF_TASKS] },
  operator: { says: ASKS, hears: ['_INBOX_me.>', ...OF_TASKS, ...ALERTS] },
  auditor: {
    says: [...ASKS, '$JS.API.DIRECT.GET.EVENTS'],
    hears: ['_INBOX_me.>', ...EVERY_EVENT, ...ALERTS],
  },
  master: { says: [...ASKS, 'task.requested.me'], hears: ['_INBOX_me.>', ...OF_TASKS] },
  worker: {
    says: ASKS,
    hears: ['_INBOX_me.>', 'evt.permit.>', 'evt.permit.revoked.>', 'evt.assignment.>', 'evt.execution.>'],
  },
  gateway: {
    says: ['via.cmd.me.permit.approve', 'via.cmd.other.permit.approve', 'via.qry.other.permit.get'],
    hears: ['_INBOX_me.>', ...EVERY_EVENT, ...ALERTS],
  },
  system: { says: ASKS, hears: ['_INBOX_me.>', ...EVERY_EVENT] },
};

const EVERY_SERVICE = [
  'log.refusal.refused.f1.1',
  'log.dead-letter.retried.x1.1',
  'alert.log-integrity.x',
  '_INBOX_me.x',
  '_R_.abc.def',
  '$JS.API.STREAM.INFO.EVENTS',
  '$JS.API.STREAM.MSG.GET.EVENTS',
  '$JS.API.STREAM.MSG.GET.DEAD_LETTERS',
  '$JS.API.DIRECT.GET.EVENTS',
  '$JS.API.DIRECT.GET.EVENTS.evt.permit.issued.t1.1',
  '$JS.API.CONSUMER.CREATE.EVENTS.me-follow-1',
  '$JS.API.CONSUMER.DELETE.EVENTS.me-follow-1',
  '$JS.FC.EVENTS.me-follow-1.x',
];
const READS_KEYS = [
  '$JS.API.STREAM.INFO.KV_person-keys',
  '$JS.API.STREAM.MSG.GET.KV_person-keys',
  '$JS.API.DIRECT.GET.KV_person-keys.$KV.person-keys.bob',
];

const OF_SERVICES: Record<Service, Rights> = {
  'risk-assessment': {
    says: [
      ...EVERY_SERVICE,
      'log.task.assessed.t1.1',
      'log.policy.published.default.1',
      'timer.set.task.t1.review',
      'dead.risk-assessment.1',
      '$JS.API.CONSUMER.MSG.NEXT.INTAKE.risk-assessment-intake',
      '$JS.ACK.INTAKE.risk-assessment-intake.1.1.1.1.0',
    ],
    hears: ['_INBOX_me.>', 'cmd.*.dead-letter.*', 'cmd.*.task.*'],
  },
  'worker-registry': {
    says: [
      ...EVERY_SERVICE,
      'log.assignment.made.t1.1',
      'log.worker.registered.w1.1',
      'log.master.registered.m1.1',
      'log.readiness.started.r1.1',
      'log.claim.claimed.bob.1',
      '$JS.API.CONSUMER.MSG.NEXT.EVENTS.worker-registry-tasks',
      '$JS.ACK.EVENTS.worker-registry-tasks.1.1.1.1.0',
    ],
    hears: ['_INBOX_me.>', 'cmd.*.dead-letter.*', 'cmd.*.worker.*'],
  },
  'permit-workflow': {
    says: [
      ...EVERY_SERVICE,
      ...READS_KEYS,
      'log.permit.issued.t1.1',
      'log.execution.action-proposed.t1.1',
      'log.emergency.requested.e1.1',
      'log.directory.enrolled.bob.1',
      'log.claim.claimed.bob.1',
      'timer.set.permit.t1.window',
      'dead.permit-workflow.1',
      '$KV.person-keys.bob',
      '$JS.API.CONSUMER.INFO.EVENTS.permit-workflow-tasks',
      '$JS.API.CONSUMER.MSG.NEXT.EVENTS.permit-workflow-tasks',
      '$JS.ACK.EVENTS.permit-workflow-tasks.1.1.1.1.0',
      '$JS.API.CONSUMER.MSG.NEXT.EVENTS.permit-workflow-deadlines',
      '$JS.ACK.EVENTS.permit-workflow-deadlines.1.1.1.1.0',
      '$JS.API.CONSUMER.MSG.NEXT.TIMERS.permit-workflow-timers',
      '$JS.ACK.TIMERS.permit-workflow-timers.1.1.1.1.0',
    ],
    hears: [
      '_INBOX_me.>',
      'cmd.*.dead-letter.*',
      'cmd.*.permit.*',
      'cmd.*.directory.*',
      'via.cmd.*.permit.*',
    ],
  },
  'audit-projection': {
    says: [
      ...EVERY_SERVICE,
      ...READS_KEYS,
      'log.audit.erased.bob.1',
      '$JS.API.STREAM.MSG.DELETE.KV_person-keys',
      '$JS.API.STREAM.MSG.GET.ALERTS',
      '$JS.API.CONSUMER.MSG.NEXT.EVENTS.audit-projection-alerts',
      '$JS.ACK.EVENTS.audit-projection-alerts.1.1.1.1.0',
    ],
    hears: ['_INBOX_me.>', 'cmd.*.dead-letter.*', 'cmd.*.audit.*', 'qry.*.*.*', 'via.qry.*.*.*'],
  },
};

/** The id under which a kind is tried: some kinds have only one. */
const idOf = (kind: ParticipantKind): string => (kind === 'gateway' || kind === 'system' ? kind : 'mallory');

const as = (id: string, subjects: readonly string[]): string[] =>
  subjects.map((subject) => subject.replace(/\bme\b/, id).replace('_INBOX_me', `_INBOX_${id}`));

let nats: TestNats;
beforeAll(async () => {
  nats = await startNats();
});
afterAll(() => nats[Symbol.asyncDispose]());

const expectRights = async (id: string, creds: string, rights: Rights): Promise<void> => {
  const said = await mayPublish(nats, id, creds, as(id, SAID));
  const heard = await mayHear(nats, id, creds, as(id, HEARD));
  expect({ says: said.sort(), hears: heard.sort() }).toEqual({
    says: as(id, rights.says).sort(),
    hears: as(id, rights.hears).sort(),
  });
};

describe('what each kind of participant may say and hear, tried on the server', () => {
  test.each(Object.entries(PARTICIPANTS))('%s', async (name, rights) => {
    const kind = name as ParticipantKind;
    const { creds } = await nats.trust.issue(idOf(kind), kind);
    await expectRights(idOf(kind), creds, rights);
  });

  test.each(SERVICES)('service %s', async (service) => {
    await expectRights(service, await nats.trust.service(service), OF_SERVICES[service]);
  });

  test('the probe may only ask servers about themselves', async () => {
    const rights = { says: ['$SYS.REQ.SERVER.PING.JSZ'], hears: ['_INBOX_me.>'] };
    await expectRights('probe', await nats.trust.probe(), rights);
  });

  test('the user for account tokens may only give servers newer ones', async () => {
    const rights = { says: ['$SYS.REQ.CLAIMS.UPDATE'], hears: ['_INBOX_me.>'] };
    await expectRights('claims', await nats.trust.claims(), rights);
  });

  test("the provisioning user may only use JetStream's API", () => {
    // Its rights are not tried by use here: it may delete streams.
    const { publish, subscribe } = adminPermissions();
    expect({ publish, subscribe }).toEqual({ publish: ['$JS.API.>'], subscribe: ['_INBOX_admin.>'] });
  });
});
