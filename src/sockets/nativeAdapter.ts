import {
  Adapter,
  type BroadcastFlags,
  type BroadcastOptions,
  type Room,
  type SocketId,
} from 'socket.io-adapter'

/** The part of a Bun WebSocket that deals with topics. */
type NativeSocket = { subscribe: (topic: string) => void; unsubscribe: (topic: string) => void }
type Packet = { nsp?: string; id?: number }
/** The parts of Socket.IO's sockets that the adapter needs; some are private there. */
type Socket = {
  conn: {
    transport: { socket?: NativeSocket }
    once: (event: 'upgrade', listener: () => void) => void
  }
  client: { writeToEngine: (encoded: unknown[], options: { preEncoded: true }) => void }
  notifyOutgoingListeners: (packet: Packet) => void
}
type Namespace = { name: string; sockets: Map<SocketId, Socket> }
type Encoder = { encode: (packet: Packet) => unknown[] }

/** Hands one frame to every WebSocket that subscribed to a topic: `server.publish` of Bun.serve. */
export type Publish = (topic: string, frame: string) => void

/** What adapters with rooms as topics offer besides Socket.IO's interface. */
export type ToTopics = {
  /**
   * Broadcasts an encoded frame (an Engine.IO message with a packet of this namespace) to all sockets of a room in this
   * process. Outgoing listeners are not called. Does not work for a socket's own room, which has no topic.
   */
  publishFrame: (room: string, frame: string) => void
}

export type NativeOptions = {
  /** Whether broadcasts call `socket.onAnyOutgoing`, as with the stock adapter. Costs a loop over all receivers. */
  outgoingListeners?: boolean
}

/** The Engine.IO packet type "message". */
const MESSAGE = '4'

/**
 * A Socket.IO adapter for the Bun engine: a room is a Bun topic, and a broadcast is one `publish`. The wire stays plain
 * Socket.IO. Published and direct frames keep their order, since both go through the same WebSocket.
 */
export function nativeAdapter(publish: Publish, options?: NativeOptions): typeof Adapter {
  return class extends Adapter {
    constructor(nsp: unknown) {
      super(nsp)
      this.broadcast = roomsAsTopics(this, publish, options)
    }
  }
}

/**
 * Makes an adapter mirror its rooms as Bun topics. Polling sockets get their frames one by one until they upgrade.
 * Broadcasts to several rooms, or with `except`, `volatile`, `compress` or binary attachments, use the stock code.
 * @returns broadcasts to the sockets of this process
 */
export function roomsAsTopics(
  adapter: Adapter,
  publish: Publish,
  { outgoingListeners = true }: NativeOptions = {},
): (packet: Packet, opts: BroadcastOptions) => void {
  const nsp = adapter.nsp as Namespace
  // The length prefix keeps topics unique: without it, two namespaces could spell the same topic for different rooms.
  const everyone = `${nsp.name.length}${nsp.name}`
  const topicOf = (room: Room) => `${everyone}=${room}`
  const polling = new Set<SocketId>()
  // biome-ignore lint/complexity/useLiteralKeys: `encoder` is private, and there for adapters
  const encoder = adapter['encoder'] as Encoder
  const { addAll, del, delAll } = adapter
  const broadcast = Adapter.prototype.broadcast

  const subscribe = (id: SocketId, ws: NativeSocket, rooms: Iterable<Room>) => {
    for (const room of rooms) {
      if (room === id) ws.subscribe(everyone)
      else if (hasTopic(room)) ws.subscribe(topicOf(room))
    }
  }

  /** No frame is lost at the upgrade: the socket flushes its buffer after this event, in the same tick. */
  const awaitUpgrade = (id: SocketId, { conn }: Socket) => {
    polling.add(id)
    conn.once('upgrade', () => {
      const ws = conn.transport.socket
      if (ws && polling.delete(id)) subscribe(id, ws, adapter.sids.get(id) ?? [])
    })
  }

  adapter.addAll = (id, rooms) => {
    addAll.call(adapter, id, rooms)
    const socket = nsp.sockets.get(id)
    // A middleware may join rooms before the socket is connected. They are subscribed when it joins its own room.
    if (!socket || polling.has(id)) return
    const ws = socket.conn.transport.socket
    if (ws) subscribe(id, ws, rooms.has(id) ? (adapter.sids.get(id) ?? []) : rooms)
    else awaitUpgrade(id, socket)
  }

  adapter.del = (id, room) => {
    if (room !== id && hasTopic(room))
      nsp.sockets.get(id)?.conn.transport.socket?.unsubscribe(topicOf(room))
    del.call(adapter, id, room)
  }

  adapter.delAll = (id) => {
    polling.delete(id)
    const ws = nsp.sockets.get(id)?.conn.transport.socket
    if (ws) {
      ws.unsubscribe(everyone)
      for (const room of adapter.sids.get(id) ?? []) if (room !== id) ws.unsubscribe(topicOf(room))
    }
    delAll.call(adapter, id)
  }

  /** The sockets of a room, or of the whole namespace. */
  const members = (room: Room | undefined) =>
    room === undefined ? adapter.sids : (adapter.rooms.get(room) ?? new Set<SocketId>())

  const sendToPollers = (room: Room | undefined, encoded: unknown[]) => {
    const inRoom = members(room)
    const [few, many] = polling.size < inRoom.size ? [polling, inRoom] : [inRoom, polling]
    for (const id of few.keys())
      if (many.has(id)) nsp.sockets.get(id)?.client.writeToEngine(encoded, { preEncoded: true })
  }

  const publishFrame = (room: Room | undefined, frame: string) => {
    publish(room === undefined ? everyone : topicOf(room), frame)
    if (polling.size > 0) sendToPollers(room, [frame.slice(MESSAGE.length)])
  }
  Object.assign(adapter, { publishFrame } satisfies ToTopics)

  return (packet, opts) => {
    const [room] = opts.rooms
    const isTopic = room === undefined || (hasTopic(room) && !nsp.sockets.has(room))
    if (!isTopic || !mayPublish(opts)) return broadcast.call(adapter, packet, opts)
    if (members(room).size === 0) return
    packet.nsp = nsp.name
    const encoded = encoder.encode(packet)
    const [text] = encoded
    if (encoded.length > 1 || typeof text !== 'string') return broadcast.call(adapter, packet, opts)
    if (outgoingListeners)
      for (const id of members(room).keys()) nsp.sockets.get(id)?.notifyOutgoingListeners(packet)
    publishFrame(room, MESSAGE + text)
  }
}

/** Whether a broadcast may be one publish: one room or the whole namespace, and no option that is handled per socket. */
function mayPublish({ rooms, except, flags }: BroadcastOptions): boolean {
  const { volatile, compress }: BroadcastFlags = flags ?? {}
  return rooms.size <= 1 && !except?.size && !volatile && compress === undefined
}

/** Socket.IO allows any value as a room, and `1` is not `'1'`; topics are strings only. */
const hasTopic = (room: Room): boolean => typeof room === 'string'
