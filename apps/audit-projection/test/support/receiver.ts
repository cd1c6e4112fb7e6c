import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** What a receiver got. */
export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

/** How a receiver answers: with a status, with headers besides, not at all, or by cutting the connection. */
export type Behaviour = number | { status: number; headers: Record<string, string> } | 'hangs' | 'cuts';

/** A receiver of webhooks, as somebody else would have one, that does what a test says. */
export interface Receiver extends AsyncDisposable {
  url: string;
  received: Received[];
  /** From here on; to begin with it answers 204. */
  behave: (behaviour: Behaviour) => void;
  /** Nothing listens there any more. */
  die: () => Promise<void>;
}

const answer = (behaviour: Behaviour, response: ServerResponse): void => {
  if (behaviour === 'hangs') return;
  if (behaviour === 'cuts') {
    response.destroy();
    return;
  }
  const { status, headers } = typeof behaviour === 'number' ? { status: behaviour, headers: {} } : behaviour;
  response.writeHead(status, headers).end('an answer that nobody reads');
};

export const startReceiver = async (): Promise<Receiver> => {
  const received: Received[] = [];
  let behaviour: Behaviour = 204;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      answer(behaviour, response);
    });
  });
  const die = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/guildhall`,
    received,
    behave: (next) => {
      behaviour = next;
    },
    die,
    [Symbol.asyncDispose]: die,
  };
};
