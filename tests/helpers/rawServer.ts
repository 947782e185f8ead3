import { createServer, type Socket } from 'node:net'

/** What the server does with a request once it has read the head. */
type Behave = (socket: Socket, head: string) => void

/** A server on raw TCP, which can cut connections, wait, and send nonsense where a real one would not. */
export async function rawServer(behave: Behave) {
  const requests: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    let read = ''
    socket.on('data', (bytes) => {
      read += bytes.toString('latin1')
      const length = Number(/content-length: (\d+)/i.exec(read)?.[1] ?? 0)
      const end = read.indexOf('\r\n\r\n')
      if (end === -1 || read.length < end + 4 + length) return
      requests.push(read)
      behave(socket, read)
      read = ''
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    stop() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

export function httpAnswer(status: number, body: unknown, headers = ''): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return `HTTP/1.1 ${status} X\r\n${headers}Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
}
