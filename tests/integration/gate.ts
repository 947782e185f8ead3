export type Gate = ReturnType<typeof openGate>

/** A proxy that can hold back an answer which the server has given already, or refuse a request. */
export function openGate(upstream: string) {
  let refused: { path: string; status: number } | null = null
  let held: { path: string; reach: () => void; released: Promise<void> } | null = null
  const proxy = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 60,
    async fetch(request) {
      const { pathname, search } = new URL(request.url)
      const { method, headers, body } = request
      if (refused?.path === pathname) {
        const { status } = refused
        refused = null
        const error = { code: 'unavailable', message: 'Refused at the gate.' }
        return Response.json({ success: false, error }, { status })
      }
      const answer = await fetch(upstream + pathname + search, { method, headers, body })
      const whole = new Response(await answer.arrayBuffer(), answer)
      if (held?.path === pathname) {
        const { reach, released } = held
        held = null
        reach()
        await released
      }
      return whole
    },
  })
  return {
    url: `http://127.0.0.1:${proxy.port}`,
    /** Holds the next answer of a path: `reached` when the server has given it, on its way again with `release`. */
    holdNext(path: string) {
      const reached = Promise.withResolvers<void>()
      const released = Promise.withResolvers<void>()
      held = { path, reach: reached.resolve, released: released.promise }
      return { reached: reached.promise, release: released.resolve }
    },
    /** The next request of a path never reaches the server. */
    refuseNext(path: string, status: number) {
      refused = { path, status }
    },
    stop: () => proxy.stop(true),
  }
}
