import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { startFaultProxy, waitFor } from '../src/index.js';
import type { FaultProxy } from '../src/index.js';

/** One end of a connection. */
interface End {
  socket: Socket;
  heard: () => string;
  ended: () => boolean;
}

const endOf = (socket: Socket): End => {
  let heard = '';
  socket.on('data', (bytes) => (heard += bytes.toString()));
  socket.on('error', () => undefined);
  return { socket, heard: () => heard, ended: () => socket.destroyed };
};

/** A server that only listens, a proxy before it, and connections through that. */
const setUp = async () => {
  const taken: End[] = [];
  const server = createServer((socket) => taken.push(endOf(socket)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy = await startFaultProxy(`nats://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const { hostname, port } = new URL(proxy.url);
  return {
    proxy,
    /** A new connection, both ends of it. */
    dial: async (): Promise<{ client: End; server: End }> => {
      const count = taken.length;
      const socket = connect(Number(port), hostname);
      await once(socket, 'connect');
      return { client: endOf(socket), server: await waitFor(() => taken[count]) };
    },
    [Symbol.asyncDispose]: async (): Promise<void> => {
      await proxy[Symbol.asyncDispose]();
      for (const { socket } of taken) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const hears = (end: End, text: string): Promise<boolean> =>
  waitFor(() => end.heard() === text, { what: `${text}, having heard ${end.heard()}` });

describe('a fault proxy', () => {
  test('passes bytes and the end of a connection both ways', async () => {
    await using place = await setUp();
    const one = await place.dial();
    const other = await place.dial();
    one.client.socket.write('ping');
    one.server.socket.write('pong');
    await Promise.all([hears(one.server, 'ping'), hears(one.client, 'pong')]);
    one.client.socket.destroy();
    other.server.socket.destroy();
    await waitFor(() => one.server.ended() && other.client.ended());
  });

  test('holds one direction, and loses nothing', async () => {
    await using place = await setUp();
    const { client, server } = await place.dial();
    place.proxy.hold('to-client');
    server.socket.write('held ');
    client.socket.write('ping');
    await hears(server, 'ping');
    server.socket.end('to the end');
    await waitFor(() => server.ended());
    expect([client.heard(), client.ended()]).toEqual(['', false]);
    place.proxy.release();
    await hears(client, 'held to the end');
    await waitFor(() => client.ended());
  });

  test('drops one direction without a word, and ends what has a hole when all is well again', async () => {
    await using place = await setUp();
    const hurt = await place.dial();
    const whole = await place.dial();
    place.proxy.drop('to-server');
    hurt.client.socket.write('lost');
    hurt.server.socket.write('pong');
    await hears(hurt.client, 'pong');
    expect([hurt.server.heard(), hurt.server.ended()]).toEqual(['', false]);
    place.proxy.release();
    await waitFor(() => hurt.client.ended() && hurt.server.ended());
    whole.client.socket.write('ping');
    await hears(whole.server, 'ping');
  });

  test('cuts all connections, with what waits in them, and takes new ones', async () => {
    await using place = await setUp();
    const { client, server } = await place.dial();
    place.proxy.hold();
    client.socket.write('held');
    server.socket.write('held');
    place.proxy.cut();
    await waitFor(() => client.ended() && server.ended());
    place.proxy.release();
    expect([client.heard(), server.heard()]).toEqual(['', '']);
    const next = await place.dial();
    next.client.socket.write('ping');
    await hears(next.server, 'ping');
  });

  test('delays, and keeps the order', async () => {
    await using place = await setUp();
    const { client, server } = await place.dial();
    place.proxy.delay(50, 'to-server');
    const sent = performance.now();
    client.socket.write('first ');
    await new Promise((resolve) => setImmediate(resolve));
    client.socket.write('second ');
    await hears(server, 'first second ');
    expect(performance.now() - sent).toBeGreaterThanOrEqual(49);
    place.proxy.release();
    client.socket.write('third');
    await hears(server, 'first second third');
  });

  const inTwo = async (proxy: FaultProxy, { client, server }: { client: End; server: End }) => {
    const seen = proxy.once('to-server', 'commit', () => proxy.hold('to-client'));
    client.socket.write('begin com');
    await hears(server, 'begin com');
    server.socket.write('yes');
    await hears(client, 'yes');
    client.socket.write('mit');
    return seen;
  };

  test('does what it is told when a text has passed, in however many pieces', async () => {
    await using place = await setUp();
    const ends = await place.dial();
    await inTwo(place.proxy, ends);
    await hears(ends.server, 'begin commit');
    ends.server.socket.write('never heard');
    place.proxy.cut();
    await waitFor(() => ends.client.ended());
    expect(ends.client.heard()).toBe('yes');
  });

  test('is gone when disposed, with what it held', async () => {
    const place = await setUp();
    const { client } = await place.dial();
    place.proxy.hold();
    await place[Symbol.asyncDispose]();
    await waitFor(() => client.ended());
    await expect(place.dial()).rejects.toThrow('ECONNREFUSED');
  });
});
