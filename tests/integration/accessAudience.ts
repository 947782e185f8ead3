import type { serverEvents } from '../../src/protocol/events.ts'
import { type Client, connect } from '../helpers/client.ts'
import { type AccessWorld, cellsOf, SIGNED_IN } from './accessWorld.ts'

export type ServerEvent = keyof typeof serverEvents

/** What a socket has joined, as far as it may: nothing, the room, or all dashboard rooms. */
const PLACES = ['nothing', 'room', 'dashboard'] as const
type Listener = { place: (typeof PLACES)[number]; client: Client }
export type Audience = Awaited<ReturnType<typeof openAudience>>

// biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
export type About = (payload: any) => boolean
export type Line = {
  event: ServerEvent
  what: string
  /** `yes`, `no`, or what a socket has to have joined; admin, supervisor, participant, other agent, nobody. */
  expected: string
  /** Makes it happen, once, and tells which event is meant. */
  provoke: (world: AccessWorld, audience: Audience) => Promise<About>
}

/** Three sockets of each who is signed in, and one of a colleague who writes. */
export async function openAudience(world: AccessWorld) {
  const { url } = world.server
  const opened: Client[] = []
  const open = async (token: string) => {
    const client = await connect(url, { token })
    opened.push(client)
    return client
  }
  const listeners: Record<string, Listener[]> = {}
  for (const actor of SIGNED_IN) {
    listeners[actor] = await Promise.all(
      PLACES.map(async (place) => ({ place, client: await open(world.people[actor].token) })),
    )
    for (const { place, client } of listeners[actor]) {
      if (place === 'room') await client.emit('room:join', { room_id: world.room.id })
      if (place === 'dashboard')
        for (const room of ['PartnerApp', 'CustomerApp', 'VendorApp', 'SRDPApp', 'dashboard'])
          await client.emit('join_room', { room })
    }
  }
  return {
    listeners,
    writer: await open(world.colleague.token),
    visit: open,
    close() {
      for (const client of opened) client.close()
      return opened.flatMap(({ faults }) => faults)
    },
  }
}

/** Provokes a line's event, and says who got it. */
export async function heardBy(
  world: AccessWorld,
  audience: Audience,
  { event, expected, provoke }: Line,
): Promise<string[]> {
  const all = SIGNED_IN.flatMap((actor) => audience.listeners[actor]!)
  const before = new Map(all.map(({ client }) => [client, client.seen.length]))
  const isMeant = await provoke(world, audience)
  const heard = ({ client }: Listener) =>
    client.seen.slice(before.get(client)).some((one) => one.event === event && isMeant(one.payload))
  const wanted = cellsOf(expected)
  // Those who should hear it first; whoever else was told in the same moment has it before the next answer.
  await Promise.allSettled(
    SIGNED_IN.flatMap((actor, index) =>
      audience.listeners[actor]!.filter(({ place }) => [place, 'yes'].includes(wanted[index]!)).map(
        (listener) => listener.client.until(() => heard(listener), event),
      ),
    ),
  )
  await world.settled()
  const nowhere = { room_id: Bun.randomUUIDv7() }
  await Promise.all(all.map(({ client }) => client.emit('room:leave', nowhere)))

  const cells = SIGNED_IN.map((actor) => {
    const places = audience.listeners[actor]!.filter(heard).map(({ place }) => place)
    if (places.length === PLACES.length) return 'yes'
    return places.join('+') || 'no'
  })
  return [...cells, 'no connection']
}
