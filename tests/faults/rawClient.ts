import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'

export type RawEvent = { event: string; eventId: number; wamid: string }
export type RawClient = Awaited<ReturnType<typeof openRawClient>>

const DEADLINE_MS = 20_000

/** A WebSocket over raw TCP that can stop reading: the kernel's buffers then fill up, and the server's after them. */
export async function openRawClient(url: string, auth: Record<string, unknown>) {
  const { hostname, port } = new URL(url)
  const tcp = connect({ host: hostname, port: Number(port) })
  let received: Buffer[] = []
  let bytes = 0
  let upgraded = false
  let ready = false
  let ended = false
  const events: RawEvent[] = []
  let wake: (() => void)[] = []

  const send = (text: string) => {
    const data = Buffer.from(text)
    const mask = randomBytes(4)
    const header =
      data.length < 126
        ? [0x81, 0x80 | data.length]
        : [0x81, 0xfe, data.length >> 8, data.length & 255]
    for (let i = 0; i < data.length; i++) data[i]! ^= mask[i & 3]!
    tcp.write(Buffer.concat([Buffer.from(header), mask, data]))
  }
  const onText = (text: string) => {
    if (text.startsWith('0')) send(`40${JSON.stringify(auth)}`)
    else if (text === '2') send('3')
    else if (text.startsWith('42')) {
      const event = eventOf(text)
      if (event) events.push(event)
      else ready = true
    }
  }
  /** Removes complete frames from the front of the buffer; servers do not mask. */
  const parse = () => {
    let buffer = Buffer.concat(received)
    if (!upgraded) {
      const head = buffer.indexOf('\r\n\r\n')
      if (head < 0) return
      upgraded = true
      buffer = buffer.subarray(head + 4)
    }
    for (;;) {
      if (buffer.length < 2) break
      const short = buffer[1]! & 127
      const from = short === 127 ? 10 : short === 126 ? 4 : 2
      if (buffer.length < from) break
      const length =
        short === 127
          ? Number(buffer.readBigUInt64BE(2))
          : short === 126
            ? buffer.readUInt16BE(2)
            : short
      if (buffer.length < from + length) break
      if ((buffer[0]! & 15) === 1) onText(buffer.toString('utf8', from, from + length))
      buffer = buffer.subarray(from + length)
    }
    received = [buffer]
  }
  const changed = () => {
    for (const resolve of wake) resolve()
    wake = []
  }
  tcp.on('data', (chunk: Buffer) => {
    received.push(chunk)
    bytes += chunk.length
    parse()
    changed()
  })
  tcp.on('error', () => {})
  tcp.on('close', () => {
    ended = true
    changed()
  })
  tcp.write(
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\n` +
      `Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
  )
  const until = async (holds: () => boolean, what: string) => {
    const late = AbortSignal.timeout(DEADLINE_MS)
    while (!holds()) {
      if (late.aborted) throw new Error(`not in time: ${what}`)
      await new Promise<void>((resolve) => {
        wake.push(resolve)
        late.addEventListener('abort', () => resolve(), { once: true })
      })
    }
  }
  await until(() => ready || ended, 'session_ready')
  return {
    events,
    until,
    bytes: () => bytes,
    stopReading: () => tcp.pause(),
    /** Reads the rest of what the server sent before it closed the connection. */
    async readToTheEnd() {
      tcp.resume()
      await until(() => ended, 'the end of the connection')
    },
    close: () => tcp.destroy(),
  }
}

/** A long-polling client that only polls when told to. */
export async function openRawPoller(url: string, auth: Record<string, unknown>) {
  const base = `${url}/socket.io/?EIO=4&transport=polling`
  const opened = await (await fetch(base)).text()
  const { sid } = JSON.parse(opened.slice(1))
  const events: RawEvent[] = []
  let over = false

  /** One poll: returns what is queued, or waits for something. */
  const poll = async (): Promise<string[]> => {
    const answer = await fetch(`${base}&sid=${sid}`)
    if (answer.status !== 200) {
      over = true
      return []
    }
    const packets = (await answer.text()).split('\x1e')
    for (const packet of packets) {
      const event = eventOf(packet)
      if (event) events.push(event)
    }
    return packets
  }
  await fetch(`${base}&sid=${sid}`, { method: 'POST', body: `40${JSON.stringify(auth)}` })
  while (!(await poll()).some((packet) => packet.startsWith('42["session_ready"')));
  return {
    events,
    poll,
    /** Polls until the server no longer knows the session. */
    async pollToTheEnd() {
      while (!over) await poll()
    },
  }
}

function eventOf(packet: string): RawEvent | null {
  if (!packet.startsWith('42')) return null
  const [event, payload] = JSON.parse(packet.slice(2))
  if (event === 'session_ready') return null
  return { event, eventId: payload.event_id, wamid: payload.wa_message_id }
}
