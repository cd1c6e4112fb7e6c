import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A broker that calls itself another version; everything else is that of the one behind it. */
export interface OldBroker extends AsyncDisposable {
  url: string;
}

// The broker says which version it is when it greets, and again once it knows who is there.
const renamed = (chunk: Buffer, version: string): Buffer =>
  Buffer.from(chunk.toString('latin1').replace(/^(INFO .*?"version":")[^"]*/gm, `$1${version}`), 'latin1');

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
    broker.on('data', (chunk) => client.write(renamed(chunk, version)));
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
