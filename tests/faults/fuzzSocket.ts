/** A raw WebSocket that has signed in and sends any frame. */
export async function openFuzzSocket(url: string, token: string) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
  socket.binaryType = 'arraybuffer'
  let code: number | null = null
  const answers = new Map<number, unknown>()
  const faults: string[] = []
  let wake: (() => void)[] = []
  const changed = () => {
    for (const resolve of wake) resolve()
    wake = []
  }
  let ready = false
  socket.onmessage = ({ data }) => {
    if (typeof data !== 'string') return
    if (data.startsWith('0')) socket.send(`40${JSON.stringify({ token })}`)
    else if (data === '2') socket.send('3')
    else if (data.startsWith('42["session_ready"')) ready = true
    const [, id, body] = /^43(\d+)(\[.*)$/s.exec(data) ?? []
    if (id !== undefined) {
      const [answer] = JSON.parse(body!) as [{ status?: unknown }]
      if (answer?.status !== 0 && answer?.status !== 1) faults.push(`answered ${data}`)
      answers.set(Number(id), answer)
    }
    changed()
  }
  socket.onclose = (event) => {
    code = event.code
    changed()
  }
  const until = async (holds: () => boolean, what: string) => {
    const late = AbortSignal.timeout(20_000)
    while (!holds()) {
      if (late.aborted) throw new Error(`not in time: ${what}`)
      await new Promise<void>((resolve) => {
        wake.push(resolve)
        late.addEventListener('abort', () => resolve(), { once: true })
      })
    }
  }
  await until(() => ready || code !== null, 'session_ready')
  return {
    faults,
    isOpen: () => code === null && socket.readyState === WebSocket.OPEN,
    /** The close code; null while the connection is open. */
    code: () => code,
    send: (frame: string | Uint8Array) => socket.send(frame as string),
    /** Resolves when the event with this ack id was answered, or the connection has ended. */
    answered: (id: number) => until(() => answers.has(id) || code !== null, `the answer to ${id}`),
    close: () => socket.close(),
  }
}
