import { join } from 'node:path'

const ROOT = join(import.meta.dir, '../..')

/** Runs a script of the project, as its command would, and awaits its end. */
export async function runScript(
  path: string,
  args: readonly string[],
  env: Record<string, string> = {},
) {
  const child = Bun.spawn([process.execPath, path, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [out, err] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ])
  return { out, err, code: await child.exited }
}
