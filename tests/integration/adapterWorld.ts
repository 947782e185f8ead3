import { Server as Engine } from '@socket.io/bun-engine'
import { type Socket as ServerSocket, Server as SocketServer } from 'socket.io'
import { Adapter } from 'socket.io-adapter'
import { io as connectClient, type Socket } from 'socket.io-client'
import { nativeAdapter, type Publish } from '../../src/sockets/nativeAdapter.ts'

export type Transport = 'polling' | 'websocket'
export type AdapterName = 'stock' | 'native'
export type World = ReturnType<typeof startWorld>
export type Guest = Awaited<ReturnType<World['guest']>>

type EngineEnd = { transport: { writable: boolean } }

const DEADLINE_MS = 30_000

/** Bun.serve with the engine and Socket.IO, nothing of the project but the adapter. */
export function startWorld(
  name: AdapterName | ((publish: Publish) => typeof Adapter),
  {
    engine: engineOptions = {},
    connectTimeout = 45_000,
  }: { engine?: Record<string, unknown>; connectTimeout?: number } = {},
) {
  const published: { topic: string; frame: string }[] = []
  const engine = new Engine({ path: '/socket.io/', ...engineOptions })
  const publish: Publish = (topic, frame) => {
    published.push({ topic, frame })
    server.publish(topic, frame)
  }
  const adapters = { stock: () => Adapter, native: nativeAdapter }
  const adapter = (typeof name === 'string' ? adapters[name] : name)(publish)
  const io = new SocketServer({ connectTimeout, adapter })
  io.bind(engine as never)
  const server = Bun.serve({
    port: 0,
    ...engine.handler(),
    idleTimeout: 60,
  } as never) as Bun.Server<unknown>
  const url = `http://localhost:${server.port}`
  const guests: Socket[] = []

  return {
    url,
    io,
    /** What went out by `publish`. */
    published,
    subscribers: (topic: string) => server.subscriberCount(topic),
    /** Resolves when the server holds a poll of this session. */
    async polled(sid: string) {
      const { clients } = engine as unknown as { clients: Map<string, EngineEnd> }
      while (!clients.get(sid)?.transport.writable) await Bun.sleep(1)
    },
    /** A stock client that keeps what it hears, and the server's end of it. */
    async guest(transports: Transport[] = ['websocket'], namespace = '/') {
      const socket = connectClient(url + namespace, {
        transports,
        upgrade: transports.length > 1,
        forceNew: true,
        reconnection: false,
      })
      guests.push(socket)
      const heard: unknown[] = []
      let wake = () => {}
      socket.onAny((event, ...args) => {
        if (typeof args.at(-1) === 'function') args.pop()
        heard.push(args.length === 0 ? event : [event, ...args])
        wake()
      })
      socket.on('disconnect', () => wake())
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve)
        socket.once('connect_error', reject)
      })
      const until = async (holds: () => boolean, what: string) => {
        const deadline = Date.now() + DEADLINE_MS
        while (!holds()) {
          if (Date.now() > deadline) throw new Error(`not in time: ${what}; heard ${heard}`)
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, deadline - Date.now())
            wake = () => {
              clearTimeout(timer)
              resolve()
            }
          })
        }
      }
      return {
        socket,
        heard,
        until,
        /** The server's end. */
        end: io.of(namespace).sockets.get(socket.id!) as ServerSocket,
        /** All it heard up to now: a mark sent to it alone comes after everything that was sent before. */
        async all(): Promise<unknown[]> {
          io.of(namespace).sockets.get(socket.id!)?.emit('mark')
          await until(() => heard.at(-1) === 'mark', 'the mark')
          heard.pop()
          return heard
        },
        /** Resolves when the server has taken the upgrade to WebSocket. */
        async upgraded() {
          const { conn } = io.of(namespace).sockets.get(socket.id!)!
          if (conn.transport.name === 'polling')
            await new Promise<void>((resolve) => conn.once('upgrade' as never, resolve as never))
        },
      }
    },
    async stop() {
      for (const guest of guests) guest.close()
      await io.close()
      await server.stop(true)
    },
  }
}
