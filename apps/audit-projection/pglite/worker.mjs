// A thread that runs the database of `workerData.directory`, one statement at a time, and never blocks the service's own.
import { parentPort, workerData } from 'node:worker_threads';
import { open } from './open.mjs';

const database = await open(workerData.directory);

const run = async ({ sql, parameters }) => {
  const { command, rowCount = 0, rows } = await database.query(sql, parameters);
  return { command, rowCount, rows };
};

// Errors lose their class and their fields on the way; the SQLSTATE is what callers tell them apart by.
const failure = (error) => ({ message: String(error?.message ?? error), code: error?.code });

parentPort.on('message', async ({ id, ...request }) => {
  try {
    parentPort.postMessage({
      id,
      result: await (request.sql === undefined ? database.close() : run(request)),
    });
  } catch (error) {
    parentPort.postMessage({ id, error: failure(error) });
  }
});
parentPort.postMessage({ id: 0 });
