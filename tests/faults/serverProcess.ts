import { createServer } from 'node:net'
import { runtimeSettings } from '../../bench/runtime.ts'
import { APP_SECRET } from '../helpers/server.ts'

const ADMIN = { email: 'admin@example.com', password: 'correct horse battery' }
const READY_MS = 60_000
const KEPT_OUTPUT = 4000

export type Launched = Awaited<ReturnType<typeof launchServer>>
export type Person = { id: string; token: string }

/**
 * `bun src/index.ts` as production runs it, in a process of its own that a test may kill.
 * @param entry another program that serves the same way
 * @param cwd another folder to start in
 * @param log a file to log to, instead of `output`
 * @param through a command that starts it
 * @param runtime another Bun
 */
export async function launchServer(
  databaseUrl: string,
  port: number,
  {
    entry = 'src/index.ts',
    env = {},
    keepOutput = KEPT_OUTPUT,
    cwd = `${import.meta.dir}/../..`,
    log,
    through = [],
    runtime = process.execPath,
  }: {
    entry?: string
    env?: Record<string, string>
    keepOutput?: number
    cwd?: string
    log?: string
    through?: string[]
    runtime?: string
  } = {},
) {
  const child = Bun.spawn([...through, runtime, entry], {
    cwd,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '',
      NODE_ENV: 'production',
      ...runtimeSettings,
      PORT: String(port),
      HOST: '127.0.0.1',
      DATABASE_URL: databaseUrl,
      JWT_SECRET: 'a test secret that is long enough for HS256',
      WHATSAPP_APP_SECRET: APP_SECRET,
      WHATSAPP_VERIFY_TOKEN: 'test_verify_token',
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
      RATE_LIMITS: 'off',
      LOG_LEVEL: 'info',
      ...env,
    },
    stdin: 'ignore',
    stdout: log === undefined ? 'pipe' : Bun.file(log),
    stderr: 'pipe',
  })
  let output = ''
  const hear = async (stream: unknown) => {
    if (!(stream instanceof ReadableStream)) return
    const decoder = new TextDecoder()
    for await (const chunk of stream) {
      output = (output + decoder.decode(chunk, { stream: true })).slice(-keepOutput)
    }
  }
  const heardOut = Promise.all([child.stdout, child.stderr].map(hear))
  const url = `http://127.0.0.1:${port}`
  const launched = {
    url,
    pid: child.pid,
    exited: child.exited,
    /** The end of its log. */
    output: () => output,
    /** Resolves when its log has contained this text that often. */
    async says(what: string, times = 1) {
      while (output.split(what).length <= times) {
        if (!launched.runs()) throw new Error(`it left without saying "${what}":\n${output}`)
        await Bun.sleep(10)
      }
    },
    runs: () => child.exitCode === null && child.signalCode === null,
    async end(signal: 'SIGTERM' | 'SIGHUP' | 'SIGKILL'): Promise<number> {
      child.kill(signal)
      const code = await child.exited
      // The end may be noticed before the last lines are read. Workers that outlive a killed leader keep them open.
      if (signal !== 'SIGKILL') await heardOut
      return code
    },
  }
  const deadline = performance.now() + READY_MS
  while ((await readiness(url)) !== 200) {
    if (!launched.runs() || performance.now() > deadline) {
      child.kill('SIGKILL')
      throw new Error(`the server did not become ready:\n${output}`)
    }
    await Bun.sleep(20)
  }
  return launched
}

/** The status of `/ready`; null if nothing answers. */
export const readiness = (url: string): Promise<number | null> =>
  fetch(`${url}/ready`).then(
    (answer) => answer.status,
    () => null,
  )

/** Signs in as the admin and a new agent, with helpers for requests. */
export async function signInPeople(url: string) {
  const api = async (method: string, path: string, body?: unknown, token?: string) => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
    return (await answer.json()) as any
  }
  const signIn = async (account: { email: string; password: string }): Promise<Person> => {
    const { data } = await api('POST', '/auth/login', account)
    return { id: data.user.id, token: data.token }
  }
  const admin = await signIn(ADMIN)
  const account = { email: 'agent@example.com', password: ADMIN.password }
  await api('POST', '/users', { ...account, name: 'An agent', role: 'agent' }, admin.token)
  const agent = await signIn(account)
  return {
    admin,
    agent,
    /** Assigns these rooms to the agent. */
    async assign(roomIds: readonly string[]) {
      for (const id of roomIds) {
        const body = { agent_id: agent.id }
        const { success } = await api('POST', `/rooms/${id}/assign`, body, admin.token)
        if (!success) throw new Error(`room ${id} could not be assigned`)
      }
    },
  }
}

/** The running child processes of a process, from /proc (Linux only). */
export async function childrenOf(pid: number): Promise<number[]> {
  const text = await Bun.file(`/proc/${pid}/task/${pid}/children`).text()
  return text.trim().split(' ').filter(Boolean).map(Number)
}

/** Resident memory of a process in kB. */
export async function residentKb(pid: number): Promise<number> {
  const status = await Bun.file(`/proc/${pid}/status`).text()
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1])
}

/** Below the ports that systems give to outgoing connections and to whoever listens on port 0. */
const LOWEST_PORT = 10_000
const PORTS = 22_000
const given = new Set<number>()

/** A port that stays free until it is used: no system gives it away by itself, and no two calls get the same one. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST_PORT + Math.floor(Math.random() * PORTS)
    if (given.has(port) || !(await isFree(port))) continue
    given.add(port)
    return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
