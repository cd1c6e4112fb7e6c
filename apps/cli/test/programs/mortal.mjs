// Ends by itself as soon as it has said that it is ready.
process.send({ type: 'ready' }, () => process.exit(1));
