// The story of the demo: `npm start` tells it, and so does `node examples/demo/story.mjs` while the system runs.
import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { Narrator, took } from './narrator.mjs';
import { joinAs } from './participant.mjs';

const home = resolve(process.env.GUILDHALL_HOME || '.guildhall');
/** Ids are used once and for ever, so each telling has its own. */
const telling = Date.now().toString(36).slice(-6);
const say = new Narrator();
const here = new Map();

const enter = async (id) => {
  if (!here.has(id)) here.set(id, await joinAs(home, id));
  return here.get(id);
};

const read = (file) => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));

const storyOf = (taskId) => ['task', 'assignment', 'permit'].map((context) => `evt.${context}.*.${taskId}.*`);

/** The master asks; tells how the task was scored and who gets it. */
const ask = async (master, file) => {
  const given = read(file);
  const taskId = `demo-${telling}-${file.replace('.json', '')}`;
  // About something of its own: what meets the work of others waits for a plan that names it (SB4).
  const task = { ...given, taskId, scope: { ...given.scope, resources: [`service:${taskId}`] } };
  const heard = await master.hear(...storyOf(task.taskId));
  say.tell(`${master.id} asks for "${task.title}" (${task.operation}, ${task.environment})`);
  const at = performance.now();
  await master.request(task);
  const assessed = await heard('task.assessed');
  const { score, risk, level } = assessed.data.assessment;
  say.tell(`assessed: score ${score} of 50, ${risk} risk, so it needs level ${level}`, assessed.at);
  const assigned = await heard('assignment.made');
  say.tell(`${assigned.data.workerId} (level ${assigned.data.level}) gets the work`, assigned.at);
  return { task, at, heard, assignment: assigned.data };
};

const start = (worker, { task, assignment }) =>
  worker.tryTo('permit.start', {
    taskId: task.taskId,
    environment: task.environment,
    definition: assignment.definition,
    ...(assignment.artifact ? { artifact: assignment.artifact } : {}),
    ...(task.inputs ? { inputs: task.inputs } : {}),
  });

const work = async (asked) => {
  const worker = await enter(asked.assignment.workerId);
  const started = await start(worker, asked);
  if (!started.ok) throw new Error(`${worker.id} cannot start: ${started.error.message}`);
  const { taskId } = asked.task;
  await worker.do('permit.complete', { taskId, outcome: 'success', lastSeq: 0 });
  const closed = await asked.heard('permit.closed');
  say.done(`${worker.id} did the work; the permit is closed`, closed.at);
};

/** Reads the terms, as somebody who decides on them should, and approves what was read. */
const approve = async (person, role, taskId, after) => {
  const { permitDigest } = await person.look('permit.get', { taskId, after });
  say.tell(`${person.id} reads the terms (${permitDigest.slice(0, 12)}…) and approves as ${role}`);
  return person.do('permit.approve', { taskId, role, permitDigest });
};

const planOf = ({ plan }) => plan.flatMap(({ roles }) => Object.keys(roles)).join(' and ');

const exploration = async () => {
  const master = await enter('coordinator-master');
  say.scene('Looking around on a developer’s machine needs nobody’s consent');
  const asked = await ask(master, 'explore.json');
  const issued = await asked.heard('permit.issued');
  say.done(`permit issued by the policy, ${took(issued.at - asked.at)} after it was asked for`, issued.at);
  await work(asked);
};

const deployment = async () => {
  const master = await enter('development-master');
  const [bob, carol] = [await enter('bob'), await enter('carol')];
  say.scene('A deployment to production needs two people');
  const asked = await ask(master, 'deploy.json');
  const { taskId } = asked.task;
  const requested = await asked.heard('permit.requested');
  say.tell(`it waits for ${planOf(requested.data.terms)}`, requested.at);
  await approve(bob, 'engineering-director', taskId, requested.position);
  await approve(carol, 'security-lead', taskId, requested.position);
  const issued = await asked.heard('permit.issued');
  say.done('permit issued: the plan is complete', issued.at);
  await work(asked);
  return taskId;
};

const separation = async () => {
  const master = await enter('cicd-master');
  const [zoe, alice] = [await enter('zoe'), await enter('alice')];
  say.scene('Nobody decides on their own request');
  const asked = await ask(master, 'configure.json');
  const { taskId } = asked.task;
  const requested = await asked.heard('permit.requested');
  say.tell(
    `it waits for one ${planOf(requested.data.terms)}; zoe is one, and she owns cicd-master`,
    requested.at,
  );
  const { permitDigest } = requested.data;
  const reply = await zoe.tryTo('permit.approve', { taskId, role: 'manager', permitDigest });
  if (reply.ok) throw new Error('an owner was allowed to approve');
  say.refused(`zoe tries to approve: ${reply.error.code}. ${reply.error.message}`);
  await approve(alice, 'manager', taskId, requested.position);
  const issued = await asked.heard('permit.issued');
  say.done('permit issued: alice is a manager, and owns neither master nor worker', issued.at);
  return asked;
};

const revocation = async (asked) => {
  const { taskId } = asked.task;
  const [oscar, carol] = [await enter('oscar'), await enter('carol')];
  say.scene('What was given can be taken back');
  const heard = await oscar.hear('evt.permit.revoked.>', 'alert.>');
  say.tell('oscar, an operator, listens on evt.permit.revoked.> and alert.>');
  const reason = 'The change freeze has begun.';
  say.tell(`carol, a security lead, revokes ${taskId}: "${reason}"`);
  await carol.do('permit.revoke', { taskId, reason });
  const revoked = await heard('permit.revoked');
  say.done(`oscar hears it: ${revoked.entity}, ${revoked.data.severity}, by ${revoked.data.by}`, revoked.at);
  const alert = await heard('alert.permit-revoked');
  say.done(`the alert follows: ${alert.data.kind}, ${alert.data.severity}`, alert.at);
  const worker = await enter(asked.assignment.workerId);
  const reply = await start(worker, asked);
  if (reply.ok) throw new Error('a revoked permit could be started');
  say.refused(`${worker.id} tries to start: ${reply.error.code}. ${reply.error.message}`);
};

const whatNext = (taskId) => {
  const own =
    relative(process.cwd(), home) === '.guildhall'
      ? []
      : [['use this home', `export GUILDHALL_HOME=${home}`]];
  say.next('What to try next', [
    ...own,
    ['the deployment, as an auditor reads it', `npx guildhall task story ${taskId} --as judy`],
    ['every permit, as an operator sees it', 'npx guildhall permit list --as olivia'],
    [
      'ask for a deployment of your own',
      `npx guildhall task submit examples/demo/deploy.json --id mine-${telling} --as development-master --wait`,
    ],
    ['what waits for bob', 'npx guildhall permit inbox --as bob'],
    ['his consent; carol’s is missing then', `npx guildhall permit approve mine-${telling} --as bob`],
    ['a master of your own, in 20 lines', 'docs/write-a-master.md'],
  ]);
};

try {
  await exploration();
  const deployed = await deployment();
  await revocation(await separation());
  whatNext(deployed);
} catch (error) {
  console.error(`\nThe story breaks off: ${error.message}`);
  process.exitCode = 1;
} finally {
  await Promise.all([...here.values()].map((participant) => participant.leave()));
}
