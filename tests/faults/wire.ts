import { createServer, connect as dial, type Socket } from 'node:net'

export type Wire = Awaited<ReturnType<typeof startWire>>

/** A proxied TCP connection: its two sockets, and the faults that can be applied. */
type Line = { halves: [Socket, Socket]; lost: boolean }

/**
 * A TCP proxy between two programs on this machine. A test may slow it down, cut its connections, or make it drop everything
 * silently, as when a cable is pulled.
 * @param to the target port
 */
export async function startWire(to: number) {
  const lines = new Set<Line>()
  let target = to
  let delayMs = 0
  let silent = false
  let made = 0

  const carry = (line: Line, from: Socket, into: Socket) => {
    // Keeps the order, also when the delay gets shorter.
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
    /** The same URL, but through the proxy. */
    through(url: string): string {
      const address = new URL(url)
      address.port = String(port)
      return address.href
    },
    /** Number of connections so far. */
    made: () => made,
    /** Delays all data by this much from now on. */
    delay(ms: number) {
      delayMs = ms
    },
    /** Resets all connections, whatever they are transferring. */
    cut() {
      for (const { halves } of lines) for (const half of halves) half.resetAndDestroy()
    },
    /** Drops all data silently, also of new connections; neither end is told. */
    swallow() {
      silent = true
      for (const line of lines) line.lost = true
    },
    /** New connections work again; existing ones stay dead, and neither end is told. */
    mend() {
      silent = false
    },
    /** Sends new connections to another port. */
    lead(elsewhere: number) {
      target = elsewhere
    },
    async stop() {
      for (const { halves } of lines) for (const half of halves) half.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
