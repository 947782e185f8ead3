import type { Socket } from 'bun'

/** A Socket.IO client that handles frames as bytes, so that a thousand of them leave most of the machine to the server. */
export interface Wire {
  send(text: string): void
  close(): void
}

export interface WireEvents {
  /** A text frame: `buffer` from `from` to `to`, only valid during the call. */
  frame(buffer: Buffer, from: number, to: number): void
  closed(): void
}

interface State {
  rest: Buffer | null
  open: boolean
}

const TEXT = 0x81
const CLOSE = 0x8
const PING = 0x9
const PONG = 0x8a

/** A client's frame, masked with zeros so that the bytes stay as they are. */
function encode(opcode: number, text: string): Buffer {
  const payload = Buffer.from(text)
  const { length } = payload
  const head =
    length < 126 ? [opcode, 0x80 | length] : [opcode, 0x80 | 126, length >> 8, length & 255]
  return Buffer.concat([Buffer.from(head), Buffer.alloc(4), payload])
}

/** The payload's range of the frame at `at`; null while it is incomplete. */
function frameAt(buffer: Buffer, at: number): { from: number; to: number } | null {
  if (buffer.length - at < 2) return null
  let from = at + 2
  let length = buffer[at + 1]! & 127
  if (length > 125) {
    from += length === 126 ? 2 : 8
    if (buffer.length < from) return null
    length = length === 126 ? buffer.readUInt16BE(at + 2) : buffer.readUInt32BE(at + 6)
  }
  return buffer.length < from + length ? null : { from, to: from + length }
}

/** Opens a WebSocket; resolves once the server has accepted it. */
export async function openWire(port: number, events: WireEvents): Promise<Wire> {
  const agreed = Promise.withResolvers<void>()

  const take = (socket: Socket<State>, buffer: Buffer, start: number) => {
    let at = start
    for (let frame = frameAt(buffer, at); frame; frame = frameAt(buffer, at)) {
      const opcode = buffer[at]! & 15
      if (opcode === 1) events.frame(buffer, frame.from, frame.to)
      else if (opcode === PING) socket.write(encode(PONG, ''))
      else if (opcode === CLOSE) socket.end()
      at = frame.to
    }
    socket.data.rest = at < buffer.length ? Buffer.from(buffer.subarray(at)) : null
  }

  const socket = await Bun.connect<State>({
    hostname: '127.0.0.1',
    port,
    data: { rest: null, open: false },
    socket: {
      data(its, chunk) {
        const { rest, open } = its.data
        const buffer = rest ? Buffer.concat([rest, chunk]) : chunk
        if (open) return take(its, buffer, 0)
        const end = buffer.indexOf('\r\n\r\n')
        if (end < 0) {
          its.data.rest = Buffer.from(buffer)
          return
        }
        const status = buffer.toString('latin1', 9, 12)
        if (status !== '101')
          return agreed.reject(new Error(`the handshake was answered ${status}`))
        its.data.open = true
        agreed.resolve()
        take(its, buffer, end + 4)
      },
      close() {
        agreed.reject(new Error('the connection was closed'))
        events.closed()
      },
    },
  })
  const key = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64')
  socket.write(
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  )
  await agreed.promise
  return {
    send: (text) => socket.write(encode(TEXT, text)),
    close: () => socket.terminate(),
  }
}
