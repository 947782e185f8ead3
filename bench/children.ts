import type { Subprocess } from 'bun'

export interface Child {
  pid: number
  exited: Promise<number>
  /** The end of its output, for reporting a failure. */
  output(): string
  stop(): Promise<void>
}

const KEPT_OUTPUT = 4_000
const STOP_MS = 10_000
const READY_MS = 60_000

const running = new Set<Subprocess>()
let interrupted = false

const killAll = () => {
  for (const child of running) child.kill('SIGKILL')
}

/** Makes sure that no child outlives the run: an interrupt kills them all, so code that waits for them fails and cleans up. */
export function stopChildrenOnExit() {
  process.on('exit', killAll)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      interrupted = true
      killAll()
    })
  }
}

export const wasInterrupted = () => interrupted

async function keepTail(stream: ReadableStream<Uint8Array>, keep: (text: string) => void) {
  const decoder = new TextDecoder()
  for await (const chunk of stream) keep(decoder.decode(chunk, { stream: true }))
}

/** Starts a process with PATH, HOME and this environment; `onMessage` opens an IPC channel. */
export function start(
  command: string[],
  env: Record<string, string>,
  onMessage?: (message: unknown) => void,
): Child & { send(message: unknown): void } {
  let tail = ''
  const keep = (text: string) => {
    tail = (tail + text).slice(-KEPT_OUTPUT)
  }
  const child = Bun.spawn(command, {
    cwd: `${import.meta.dir}/..`,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    ...(onMessage ? { ipc: onMessage } : {}),
  })
  running.add(child)
  child.exited.then(() => running.delete(child))
  keepTail(child.stdout, keep)
  keepTail(child.stderr, keep)
  return {
    pid: child.pid,
    exited: child.exited,
    output: () => tail,
    send: (message) => child.send(message),
    async stop() {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
      await child.exited
      clearTimeout(timer)
    },
  }
}

/** Runs a process to its end and returns its output; throws if it fails. */
export async function run(command: string[], env: Record<string, string> = {}): Promise<string> {
  const child = Bun.spawn(command, {
    cwd: `${import.meta.dir}/..`,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  })
  running.add(child)
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  running.delete(child)
  if (code !== 0)
    throw new Error(`${command.slice(0, 2).join(' ')} ended with ${code}: ${err || out}`)
  return out
}

/** Waits until `url` answers 200; throws if the process ends first or takes too long. */
export async function ready(child: Child, url: string) {
  const until = performance.now() + READY_MS
  let ended: number | null = null
  child.exited.then((code) => {
    ended = code
  })
  while (performance.now() < until) {
    if (ended !== null) throw new Error(`ended with ${ended} before it served:\n${child.output()}`)
    const answer = await fetch(url).catch(() => null)
    if (answer?.status === 200) return
    await Bun.sleep(25)
  }
  throw new Error(`not ready after ${READY_MS / 1000} s:\n${child.output()}`)
}

/** A port that is free now. */
export function freePort(): number {
  const listener = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } })
  const { port } = listener
  listener.stop(true)
  return port
}
