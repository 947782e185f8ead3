/** Installs missing packages and prints how long it took. Imports nothing, since packages may be missing. */
const began = performance.now()
const install = Bun.spawn([process.execPath, 'install', '--frozen-lockfile', '--silent'], {
  stdio: ['inherit', 'inherit', 'inherit'],
})
if ((await install.exited) !== 0) process.exit(1)
console.log(`packages: ${Math.round(performance.now() - began)} ms`)

export {}
