// The server, but a process that gets SIGUSR2 runs an endless loop.
process.on('SIGUSR2', () => {
  for (;;);
})
await import('../../src/index.ts')

export {}
