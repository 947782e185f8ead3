import { startServer } from '../helpers/server.ts'

export async function rawSocket(url: string, headers: Record<string, string> = {}) {
  const address = `${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`
  const socket = new WebSocket(address, { headers } as never)
  const closed = new Promise<CloseEvent>((resolve) => {
    socket.onclose = resolve
  })
  await new Promise((resolve, reject) => {
    socket.onmessage = resolve
    socket.onerror = () => reject(new Error('not let in'))
  })
  return { socket, closed }
}

/** A polling session that has not signed in. */
export async function pollingSession(url: string, headers: Record<string, string> = {}) {
  const path = `${url}/socket.io/?EIO=4&transport=polling`
  const opened = await fetch(path, { headers })
  if (!opened.ok) return { status: opened.status, post: () => Promise.resolve(opened) }
  const { sid } = JSON.parse((await opened.text()).slice(1)) as { sid: string }
  return {
    status: opened.status,
    post: (body: BodyInit) => fetch(`${path}&sid=${sid}`, { method: 'POST', body, headers }),
  }
}

/** A server, and sockets that are opened by hand. */
export async function openSocketDoor() {
  const server = await startServer()

  const stop = () => server.stop()
  return { server, stop }
}
