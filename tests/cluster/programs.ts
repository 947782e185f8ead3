import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../faults/serverProcess.ts'

const UP_MS = 10_000
const textOf = (stream: ReadableStream) => new Response(stream).text()

/** Runs a program from the system's packages, on its own port and in its own directory. */
async function launch(command: string[], port: number) {
  const child = Bun.spawn(command, { stdio: ['ignore', 'pipe', 'pipe'] })
  const deadline = performance.now() + UP_MS
  while (!(await accepts(port))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      child.kill('SIGKILL')
      const said = `${await textOf(child.stdout)}${await textOf(child.stderr)}`
      throw new Error(`${command[0]} did not start: ${said}`)
    }
    await Bun.sleep(10)
  }
  return child
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const answer = (open: boolean) => {
      socket.destroy()
      resolve(open)
    }
    socket.once('connect', () => answer(true)).once('error', () => answer(false))
  })
}

async function workplace(name: string) {
  const directory = await mkdtemp(join(tmpdir(), `ruang-${name}-`))
  // nginx's workers run as another user.
  await chmod(directory, 0o755)
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) }
}

export type RedisServer = Awaited<ReturnType<typeof startRedis>>

/** A Redis that a test may kill, pause and empty, always on the same port, without persistence. */
export async function startRedis() {
  const port = await freePort()
  const { directory, remove } = await workplace('redis')
  const command = [
    'redis-server',
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', directory],
    ...['--save', '', '--appendonly', 'no', '--loglevel', 'warning'],
  ]
  let child = await launch(command, port)
  const cli = async (...args: string[]) => {
    const asked = Bun.spawn(['redis-cli', '-p', String(port), ...args], { stderr: 'ignore' })
    return (await textOf(asked.stdout)).trim()
  }
  return {
    port,
    directory,
    url: `redis://127.0.0.1:${port}`,
    cli,
    async kill() {
      child.kill('SIGKILL')
      await child.exited
    },
    async start() {
      child = await launch(command, port)
    },
    /** Pauses the process (SIGSTOP): connections stay open, nothing is answered. */
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
    async destroy() {
      child.kill('SIGKILL')
      await child.exited
      await remove()
    },
  }
}

export type FrontDoor = {
  url: string
  port: number
  /** Stops the proxy, which cuts all connections, and starts it again at the same address. */
  restart: () => Promise<void>
  stop: () => Promise<void>
}
export type Upstreams = { web: number[]; sockets: number[] }

/** nginx with the configuration in deploy/, on other ports. */
export async function startNginx({ web, sockets }: Upstreams): Promise<FrontDoor> {
  const port = await freePort()
  const { directory, remove } = await workplace('nginx')
  await mkdir(join(directory, 'logs'))
  const shipped = await Bun.file(`${import.meta.dir}/../../deploy/nginx.conf`).text()
  const conf = shipped
    .replace('listen 8080;', `listen 127.0.0.1:${port};`)
    .replace('/var/log/nginx/', `${directory}/logs/`)
    .replace(/(upstream ruang_web \{[^}]*?)(\s+server [^;]+;)+/, (_, head) => head + servers(web))
    .replace(
      /(upstream ruang_sockets \{[^}]*?)(\s+server [^;]+;)+/,
      (_, head) => head + servers(sockets),
    )
  const file = join(directory, 'nginx.conf')
  await Bun.write(file, `pid ${directory}/nginx.pid;\n${conf}`)
  const options = ['-p', directory, '-c', file, '-e', `${directory}/logs/error.log`]
  return frontDoor(['nginx', ...options, '-g', 'daemon off;'], port, remove)
}

async function frontDoor(
  command: string[],
  port: number,
  remove: () => Promise<void>,
): Promise<FrontDoor> {
  let child = await launch(command, port)
  const end = async () => {
    child.kill('SIGTERM')
    await child.exited
  }
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    async restart() {
      await end()
      child = await launch(command, port)
    },
    async stop() {
      await end()
      await remove()
    },
  }
}

const servers = (ports: number[]) =>
  ports.map((port) => `\n    server 127.0.0.1:${port} max_fails=1 fail_timeout=2s;`).join('')

/** Caddy with the configuration in deploy/, on other ports and without TLS. */
export async function startCaddy({ web }: Pick<Upstreams, 'web'>): Promise<FrontDoor> {
  const port = await freePort()
  const { directory, remove } = await workplace('caddy')
  const shipped = await Bun.file(`${import.meta.dir}/../../deploy/Caddyfile`).text()
  const conf = shipped
    .replace('{\n', '{\n\tadmin off\n\tauto_https off\n')
    .replace('inbox.example.com {', `http://:${port} {\n\tbind 127.0.0.1`)
    .replace(/to 127.0.0.1:8081 127.0.0.1:8082/, `to ${web.map((p) => `127.0.0.1:${p}`).join(' ')}`)
  const file = join(directory, 'Caddyfile')
  await Bun.write(file, conf)
  return frontDoor(['caddy', 'run', '--config', file, '--adapter', 'caddyfile'], port, remove)
}

/** HAProxy with the configuration in deploy/, on other ports. */
export async function startHaproxy({ web, sockets }: Upstreams): Promise<FrontDoor> {
  const port = await freePort()
  const { directory, remove } = await workplace('haproxy')
  const shipped = await Bun.file(`${import.meta.dir}/../../deploy/haproxy.cfg`).text()
  const conf = shipped
    .replace('bind :8080', `bind 127.0.0.1:${port}`)
    .replace(/(backend (ruang_\w+)\n[^#]*?)( {2}server [^\n]+\n)+/g, (_, head, name) =>
      [head, ...(name === 'ruang_sockets' ? sockets : web).map(serverLine)].join(''),
    )
  const file = join(directory, 'haproxy.cfg')
  await Bun.write(file, conf)
  return frontDoor(['haproxy', '-db', '-f', file], port, remove)
}

const serverLine = (port: number) => `  server at${port} 127.0.0.1:${port}\n`
