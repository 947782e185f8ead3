import { createAdapter } from '@socket.io/redis-streams-adapter'
import type { Redis } from 'ioredis'
import { type Adapter, type BroadcastOptions, MessageType } from 'socket.io-adapter'
import { type NativeOptions, type Publish, roomsAsTopics } from './nativeAdapter.ts'

type Packet = { nsp?: string; id?: number }
type SentOptions = { rooms: string[]; except: string[]; flags?: BroadcastOptions['flags'] }
type Message = {
  type: MessageType
  uid?: string
  nsp?: string
  data: { packet: Packet; opts: SentOptions; requestId?: string }
}
/** The members of ClusterAdapter that are protected, but needed here. */
type Cluster = Adapter & {
  uid: string
  publish: (message: object) => void
  onMessage: (message: Message, offset?: string) => void
}

/**
 * The adapter for several processes: Redis Streams between processes, Bun topics within each. A broadcast reaches the
 * sockets of this process at once, even if Redis is down; other processes get it from Redis.
 */
export function clusterAdapter(
  publish: Publish,
  { redis, name, ...options }: NativeOptions & { redis: Redis; name: string },
): typeof Adapter {
  const streams = createAdapter(redis, {
    streamName: name,
    channelPrefix: name,
    blockTimeInMs: 5000,
  }) as unknown as (nsp: unknown) => Cluster
  // biome-ignore lint/complexity/useArrowFunction: Socket.IO calls it with `new`
  return function (nsp: unknown) {
    const adapter = streams(nsp)
    localFirst(adapter, roomsAsTopics(adapter, publish, options))
    return adapter
  } as never
}

/** Acts on local sockets first, then tells the other processes. The library waits for Redis before it acts locally. */
function localFirst(adapter: Cluster, deliver: (packet: Packet, opts: BroadcastOptions) => void) {
  const { addSockets, delSockets, disconnectSockets, onMessage } = adapter

  adapter.broadcast = (packet, opts) => {
    deliver(packet, opts)
    if (!opts.flags?.local)
      adapter.publish({ type: MessageType.BROADCAST, data: { packet, opts: sent(opts) } })
  }
  adapter.addSockets = (opts, rooms) => {
    addSockets.call(adapter, here(opts), rooms)
    if (!opts.flags?.local)
      adapter.publish({ type: MessageType.SOCKETS_JOIN, data: { opts: sent(opts), rooms } })
  }
  adapter.delSockets = (opts, rooms) => {
    delSockets.call(adapter, here(opts), rooms)
    if (!opts.flags?.local)
      adapter.publish({ type: MessageType.SOCKETS_LEAVE, data: { opts: sent(opts), rooms } })
  }
  adapter.disconnectSockets = (opts, close) => {
    disconnectSockets.call(adapter, here(opts), close)
    if (!opts.flags?.local)
      adapter.publish({ type: MessageType.DISCONNECT_SOCKETS, data: { opts: sent(opts), close } })
  }
  const take: Cluster['onMessage'] = (message, offset) => {
    const { type, uid, nsp, data } = message
    const isBroadcast = type === MessageType.BROADCAST && data.requestId === undefined
    if (!isBroadcast || uid === adapter.uid || nsp !== adapter.nsp.name)
      return onMessage.call(adapter, message, offset)
    const { rooms, except, flags } = data.opts
    deliver(data.packet, {
      rooms: new Set(rooms),
      except: new Set(except),
      ...(flags && { flags }),
    })
  }
  adapter.onMessage = (message, offset) => {
    try {
      take(message, offset)
    } catch {
      // SECURITY: skips an entry that can't be handled (another version's, or of another user of this Redis). If it threw,
      // the library would read the same entry again for ever, and nothing after it.
    }
  }
}

const here = (opts: BroadcastOptions): BroadcastOptions => ({
  ...opts,
  flags: { ...opts.flags, local: true },
})

const sent = ({ rooms, except, flags }: BroadcastOptions): SentOptions => ({
  rooms: [...rooms],
  except: [...(except ?? [])],
  ...(flags && { flags }),
})
