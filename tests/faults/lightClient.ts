const AGAIN_MS = 1000

export type LightClient = ReturnType<typeof openLightClient>

/**
 * The smallest client that can follow the log, so that thousands fit into a test. It reconnects with its cursor after a
 * random delay, as stock clients do.
 */
export function openLightClient(url: string, token: string, changed: () => void) {
  const address = `${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`
  /** Ids of durable events, in order of arrival. */
  const ids: number[] = []
  let cursor: number | undefined
  let epoch: string | undefined
  let ready = false
  let resyncs = 0
  let ended = false
  let socket: WebSocket

  const open = () => {
    if (ended) return
    socket = new WebSocket(address)
    socket.onmessage = ({ data }) => take(String(data))
    socket.onclose = () => {
      ready = false
      changed()
      setTimeout(open, Math.random() * AGAIN_MS)
    }
  }
  const take = (packet: string) => {
    if (packet === '2') return socket.send('3')
    if (packet.startsWith('0')) {
      const known = cursor === undefined ? {} : { last_event_id: cursor, epoch }
      return socket.send(`40${JSON.stringify({ token, ...known })}`)
    }
    if (!packet.startsWith('42')) return
    const [event, payload] = JSON.parse(packet.slice(2))
    if (event === 'session_ready') {
      epoch = payload.epoch
      cursor = payload.event_id
      if (payload.resync) resyncs++
      ready = true
      changed()
    } else if (payload?.event_id !== undefined && event !== 'cursor') {
      cursor = payload.event_id
      ids.push(payload.event_id)
      changed()
    }
  }
  open()
  return {
    ids,
    ready: () => ready,
    resyncs: () => resyncs,
    close() {
      ended = true
      socket.close()
    },
  }
}
