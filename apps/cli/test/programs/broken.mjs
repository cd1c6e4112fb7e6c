// Never becomes ready; EXIT is its exit code.
console.error('I cannot start.');
process.exit(Number(process.env.EXIT));
