const DEADLINE_MS = 30_000

export type RawSocket = Awaited<ReturnType<typeof openRaw>>

/** A WebSocket by hand that keeps its frames in order; pings are answered and kept apart. */
export async function openRaw(url: string, { answersPings = true } = {}) {
  const ws = new WebSocket(url.replace('http', 'ws'))
  ws.binaryType = 'arraybuffer'
  const frames: (string | Buffer)[] = []
  let pings = 0
  let opened = false
  let closed = false
  let wake = () => {}
  ws.onopen = () => {
    opened = true
    wake()
  }
  ws.onclose = () => {
    closed = true
    wake()
  }
  ws.onmessage = ({ data }) => {
    if (data === '2') {
      pings++
      if (answersPings) ws.send('3')
    } else frames.push(typeof data === 'string' ? data : Buffer.from(data))
    wake()
  }
  const until = async (holds: () => boolean, what: string) => {
    const deadline = Date.now() + DEADLINE_MS
    while (!holds()) {
      if (Date.now() >= deadline) throw new Error(`not in time: ${what}; got ${frames}`)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, deadline - Date.now())
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }
  await until(() => opened || closed, 'an answer to the handshake')
  return {
    opened,
    send: (...data: (string | Buffer)[]) => {
      for (const frame of data) ws.send(frame as string)
    },
    async next(): Promise<string | Buffer> {
      await until(() => frames.length > 0 || closed, 'a frame')
      if (frames.length === 0) throw new Error('closed before a frame')
      return frames.shift()!
    },
    pinged: (times: number) => until(() => pings >= times, `${times} pings`),
    closed: () => until(() => closed, 'the end'),
    close: () => ws.close(),
  }
}

/** Opens an Engine.IO session by polling and answers its id. */
export async function pollingSession(url: string): Promise<string> {
  const answer = await fetch(`${url}/socket.io/?EIO=4&transport=polling`)
  return JSON.parse((await answer.text()).slice(1)).sid
}
