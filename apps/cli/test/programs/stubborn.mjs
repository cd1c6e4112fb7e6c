// Does not end when it is asked to.
process.on('SIGTERM', () => {});
process.on('disconnect', () => {});
setInterval(() => {}, 1000);
process.send({ type: 'ready' });
