import { connect } from '../src/index.js';
import { waitFor } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';

/** Denied to everybody. The server answers in order, so once this is denied, so is all that was tried before. */
const LAST = 'nobody.may';

const denials = async (nats: TestNats, name: string, creds: string) => {
  const denied = { publish: new Set<string>(), subscription: new Set<string>() };
  const nc = await connect({
    servers: nats.url,
    creds,
    name,
    onDenied: ({ operation, subject }) => denied[operation].add(subject),
  });
  return { nc, denied };
};

/** Which of `subjects` the holder of `creds` may publish, tried on the server. */
export const mayPublish = async (
  nats: TestNats,
  name: string,
  creds: string,
  subjects: readonly string[],
): Promise<string[]> => {
  const { nc, denied } = await denials(nats, name, creds);
  for (const subject of [...subjects, LAST]) nc.publish(subject, 'x');
  await waitFor(() => denied.publish.has(LAST), { what: 'the last denial' });
  await nc.close();
  return subjects.filter((subject) => !denied.publish.has(subject));
};

/** Which of `subjects` the holder of `creds` may subscribe to, tried on the server. */
export const mayHear = async (
  nats: TestNats,
  name: string,
  creds: string,
  subjects: readonly string[],
): Promise<string[]> => {
  const { nc, denied } = await denials(nats, name, creds);
  for (const subject of [...subjects, LAST]) nc.subscribe(subject, { callback: () => undefined });
  await waitFor(() => denied.subscription.has(LAST), { what: 'the last denial' });
  await nc.close();
  return subjects.filter((subject) => !denied.subscription.has(subject));
};
