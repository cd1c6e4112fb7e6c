import { createServer } from 'node:net';

const HOST = '127.0.0.1';

/** The port listened on: `port`, or any free one for 0; undefined where it is taken. */
const tryPort = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(undefined);
    });
    server.listen({ host: HOST, port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' ? address?.port : undefined);
      });
    });
  });

/** `wanted` on the loopback interface if it is free, otherwise one that is. */
export const freePort = async (wanted: number): Promise<number> => {
  const port = (await tryPort(wanted)) ?? (await tryPort(0));
  if (port === undefined) throw new Error('No port is free on the loopback interface.');
  return port;
};
