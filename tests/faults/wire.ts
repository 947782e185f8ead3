import { createServer, connect as dial, type Socket } from 'node:net'

export type Wire = Awaited<ReturnType<typeof startWire>>

/** A TCP connection in two halves, and what may be done to it. */
type Line = { halves: [Socket, Socket]; lost: boolean }

/**
 * A wire between two programs on this machine, which a test may slow down, cut, or make swallow everything: nothing
 * arrives any more and nobody is told, as when a cable is pulled.
 * @param to the port at its other end
 */
export async function startWire(to: number) {
  const lines = new Set<Line>()
  let target = to
  let delayMs = 0
  let silent = false
  let made = 0

  const carry = (line: Line, from: Socket, into: Socket) => {
    // In order, also when it becomes faster.
    let arrived = Promise.resolve()
    const send = (arrive: () => void) => {
      const due = performance.now() + delayMs
      arrived = arrived.then(async () => {
        const leftMs = due - performance.now()
        if (leftMs > 0) await Bun.sleep(leftMs)
        if (!line.lost) arrive()
      })
    }
    from.on('data', (chunk: Buffer) => send(() => into.write(chunk)))
    from.on('end', () => send(() => into.end()))
  }
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    made++
    const far = dial({ port: target, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
    const line: Line = { halves: [near, far], lost: silent }
    lines.add(line)
    for (const half of line.halves) {
      half.on('error', () => {})
      half.on('close', () => {
        if (line.lost) return
        lines.delete(line)
        for (const other of line.halves) other.destroy()
      })
    }
    carry(line, near, far)
    carry(line, far, near)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }

  return {
    port,
    /** This address, through the wire. */
    through(url: string): string {
      const address = new URL(url)
      address.port = String(port)
      return address.href
    },
    /** How many connections have been made. */
    made: () => made,
    /** Everything takes so much longer from now on. */
    delay(ms: number) {
      delayMs = ms
    },
    /** Resets all connections, in the middle of whatever they carry. */
    cut() {
      for (const { halves } of lines) for (const half of halves) half.resetAndDestroy()
    },
    /** Swallows everything, also of connections that are made from now on; neither end is told. */
    swallow() {
      silent = true
      for (const line of lines) line.lost = true
    },
    /** New connections work again; those that were there stay dead, and still nobody is told. */
    mend() {
      silent = false
    },
    /** New connections lead there. */
    lead(elsewhere: number) {
      target = elsewhere
    },
    async stop() {
      for (const { halves } of lines) for (const half of halves) half.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
