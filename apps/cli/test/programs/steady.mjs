// A well-behaved service: says that it is ready; ends when asked to, or when its supervisor is gone.
import { appendFileSync } from 'node:fs';

const end = (why) => {
  if (process.env.ENDINGS) appendFileSync(process.env.ENDINGS, `${process.env.NAME} ${why}\n`);
  process.exit(0);
};
process.once('SIGTERM', () => end('SIGTERM'));
process.once('disconnect', () => end('disconnect'));
process.send({ type: 'ready' });
console.log('ready');
