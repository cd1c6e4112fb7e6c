import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A broker that calls itself another version; everything else is that of the one behind it. */
export interface OldBroker extends AsyncDisposable {
  url: string;
}

// The first line of a broker says which version it is.
const renamed = (greeting: Buffer, version: string): string =>
  greeting.toString('latin1').replace(/"version":"[^"]*"/, `"version":"${version}"`);

/** Stands between a service and the broker at `url`, which seems to be of `version`. */
export const brokerOfVersion = async (url: string, version: string): Promise<OldBroker> => {
  const { hostname, port } = new URL(url);
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const broker = connect(Number(port), hostname);
    for (const socket of [client, broker]) {
      open.add(socket);
      socket.on('error', () => socket.destroy());
    }
    broker.once('data', (greeting) => {
      client.write(renamed(greeting, version), 'latin1');
      broker.pipe(client);
    });
    client.pipe(broker);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `nats://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
