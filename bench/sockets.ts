/**
 * Dashboard sockets in a process of their own, connected while the load runs. Each counts its messages and sums their indexes,
 * so that losses and repeats show. They speak Socket.IO over a plain WebSocket and parse only what they count, since their
 * CPU time is missing for the contestant on the same cores.
 */
import { indexOf } from './posts.ts'

export interface SocketsPlan {
  url: string
  count: number
  token: string | null
}

export interface Tally {
  messages: number
  indexSum: number
  disconnects: number
}

export type FromSockets =
  | { kind: 'ready' }
  | { kind: 'tallies'; tallies: Tally[] }
  | { kind: 'failed'; reason: string }
export type ToSockets = { kind: 'expect'; messages: number }

const QUIET_MS = 5_000
const POLL_MS = 20

const tell = (message: FromSockets) => process.send?.(message)

const COUNTED = ['42["new_message",', '42["new_room_complete",']
const ID = '"wa_message_id":"'

/** Opens a socket that counts; `connected` resolves once Socket.IO has accepted it. */
function dashboard({ url, token }: SocketsPlan): { connected: Promise<void>; tally: Tally } {
  const tally: Tally = { messages: 0, indexSum: 0, disconnects: 0 }
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`)
  const connected = new Promise<void>((resolve, reject) => {
    socket.onerror = () => reject(new Error('no connection'))
    socket.onmessage = ({ data }: MessageEvent<string>) => {
      if (COUNTED.some((start) => data.startsWith(start))) {
        const at = data.indexOf(ID) + ID.length
        tally.messages++
        tally.indexSum += indexOf(data.slice(at, data.indexOf('"', at)))
      } else if (data === '2') socket.send('3')
      else if (data[0] === '0') socket.send(`40${JSON.stringify(token === null ? {} : { token })}`)
      else if (data.startsWith('40')) resolve()
      else if (data.startsWith('44')) reject(new Error(data))
    }
  })
  socket.onclose = () => {
    tally.disconnects++
  }
  return { connected, tally }
}

/** Waits until every socket has `messages`, or none has come for QUIET_MS. */
async function settled(tallies: Tally[], messages: number) {
  let seen = -1
  let changedAt = performance.now()
  while (tallies.some((tally) => tally.messages < messages)) {
    const total = tallies.reduce((sum, tally) => sum + tally.messages, 0)
    if (total !== seen) {
      seen = total
      changedAt = performance.now()
    } else if (performance.now() - changedAt > QUIET_MS) return
    await Bun.sleep(POLL_MS)
  }
}

if (import.meta.main) {
  const plan: SocketsPlan = JSON.parse(process.argv[2] ?? '{}')
  const dashboards = Array.from({ length: plan.count }, () => dashboard(plan))
  const tallies = dashboards.map(({ tally }) => tally)
  process.on('disconnect', () => process.exit(0))
  process.on('message', async ({ messages }: ToSockets) => {
    await settled(tallies, messages)
    tell({ kind: 'tallies', tallies })
  })
  try {
    await Promise.all(dashboards.map(({ connected }) => connected))
    tell({ kind: 'ready' })
  } catch (error) {
    tell({ kind: 'failed', reason: String(error) })
  }
}
