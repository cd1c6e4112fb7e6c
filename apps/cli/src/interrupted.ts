/** Aborted by Ctrl-C: for commands that go on until then, which is their proper end. */
export const untilInterrupted = (): AbortSignal => {
  const controller = new AbortController();
  process.once('SIGINT', () => {
    controller.abort();
  });
  return controller.signal;
};
