import { connect } from 'node:net'

/** A client by hand that signs in and then reads nothing until it is asked to: frames of a plain WebSocket. */
export async function slowReader(url: string, auth: object) {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  let bytes: Buffer = Buffer.alloc(0)
  let wake = () => {}
  let over = false
  socket.on('data', (chunk) => {
    bytes = Buffer.concat([bytes, chunk as Buffer])
    wake()
  })
  socket.on('close', () => {
    over = true
    wake()
  })
  const more = () => {
    if (over) throw new Error('the server ended the connection')
    return new Promise<void>((resolve) => {
      wake = resolve
    })
  }
  socket.write(
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  )
  while (bytes.indexOf('\r\n\r\n') === -1) await more()
  bytes = bytes.subarray(bytes.indexOf('\r\n\r\n') + 4)
  socket.pause()
  socket.write(masked(`40${JSON.stringify(auth)}`))

  return {
    /** Reads on until an event of that name; answers the ids of the events before it. */
    async readTo(name: string): Promise<number[]> {
      socket.resume()
      const ids: number[] = []
      for (;;) {
        const { texts, rest } = frames(bytes)
        bytes = rest
        for (const text of texts) {
          if (!text.startsWith('42[')) continue
          const [event, payload] = JSON.parse(text.slice(2)) as [string, { event_id: number }]
          if (event === name) return ids
          ids.push(payload.event_id)
        }
        await more()
      }
    },
    close: () => socket.destroy(),
  }
}

/** Whole frames of the server (never masked, never in parts), and what is left. */
function frames(bytes: Buffer) {
  const texts: string[] = []
  let at = 0
  for (;;) {
    if (bytes.length < at + 2) break
    const short = bytes[at + 1]!
    const start = at + (short === 126 ? 4 : short === 127 ? 10 : 2)
    if (bytes.length < start) break
    const length =
      short === 126
        ? bytes.readUInt16BE(at + 2)
        : short === 127
          ? Number(bytes.readBigUInt64BE(at + 2))
          : short
    if (bytes.length < start + length) break
    texts.push(bytes.toString('utf8', start, start + length))
    at = start + length
  }
  return { texts, rest: bytes.subarray(at) }
}

function masked(text: string): Buffer {
  const payload = Buffer.from(text)
  const head = Buffer.alloc(8)
  head[0] = 0x81
  head[1] = 0x80 | 126
  head.writeUInt16BE(payload.length, 2)
  return Buffer.concat([head, payload])
}
