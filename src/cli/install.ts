/** Installs what is missing, and says how long that took. Imports nothing: there may be nothing to import yet. */
const began = performance.now()
const install = Bun.spawn([process.execPath, 'install', '--frozen-lockfile', '--silent'], {
  stdio: ['inherit', 'inherit', 'inherit'],
})
if ((await install.exited) !== 0) process.exit(1)
console.log(`packages: ${Math.round(performance.now() - began)} ms`)

export {}
