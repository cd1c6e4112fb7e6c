import { expect, test } from '@jest/globals';
import { KeyedQueue } from '../src/keyed-queue.js';

/** Tasks that end when they are told to, and what has happened so far. */
const tasks = () => {
  const happened: string[] = [];
  const ends = new Map<string, () => void>();
  const task = (name: string) => async (): Promise<void> => {
    happened.push(`${name} starts`);
    await new Promise<void>((resolve) => ends.set(name, resolve));
    happened.push(`${name} ends`);
  };
  return { happened, task, end: (name: string) => ends.get(name)?.() };
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('runs tasks of one key one after the other, those of different keys side by side', async () => {
  const queue = new KeyedQueue();
  const { happened, task, end } = tasks();
  for (const name of ['a1', 'a2', 'b1', 'a3']) void queue.run(name.slice(0, 1), task(name));
  await turn();
  expect(happened).toEqual(['a1 starts', 'b1 starts']);
  end('a1');
  await turn();
  expect(happened.slice(2)).toEqual(['a1 ends', 'a2 starts']);
  end('b1');
  end('a2');
  await turn();
  expect(happened.slice(4)).toEqual(['b1 ends', 'a2 ends', 'a3 starts']);
  end('a3');
  await queue.idle();
  expect(happened.slice(7)).toEqual(['a3 ends']);
});

test('starts no task before its caller goes on', async () => {
  const queue = new KeyedQueue();
  const { happened, task, end } = tasks();
  void queue.run('a', task('a1'));
  expect(happened).toEqual([]);
  await turn();
  end('a1');
  await queue.idle();
  expect(happened).toEqual(['a1 starts', 'a1 ends']);
});

test('is idle once everything that was started has settled, and at once where nothing was', async () => {
  const queue = new KeyedQueue();
  await queue.idle();
  const { happened, task, end } = tasks();
  void queue.run('a', task('a1'));
  void queue.run('b', task('b1'));
  void queue.run('a', task('a2'));
  const idle = queue.idle().then(() => happened.push('idle'));
  await turn();
  end('a1');
  end('b1');
  await turn();
  expect(happened).not.toContain('idle');
  end('a2');
  await idle;
  expect(happened.at(-1)).toBe('idle');
});

test('takes a key again after it was idle', async () => {
  const queue = new KeyedQueue();
  const order: number[] = [];
  for (const number of [1, 2, 3]) {
    void queue.run('a', () => {
      order.push(number);
      return Promise.resolve();
    });
    await queue.idle();
  }
  expect(order).toEqual([1, 2, 3]);
});

test('says what each task ends in, and goes on after one that failed', async () => {
  const queue = new KeyedQueue();
  const failing = queue.run('a', () => Promise.reject(new Error('no')));
  const next = queue.run('a', () => Promise.resolve('yes'));
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('yes');
  await queue.idle();
});
