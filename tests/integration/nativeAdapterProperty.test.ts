import { expect, test } from 'bun:test'
import { type Random, seeded } from '../faults/seeded.ts'
import { type AdapterName, type Guest, startWorld, type Transport } from './adapterWorld.ts'

const CLIENTS = 6
const STEPS = 400
const SCRIPTS = 6
const ROOMS = ['a', 'b', 'c', 'd']

type Step = (guests: Guest[], io: ReturnType<typeof startWorld>['io'], n: number) => void

/** What a server may do with rooms; each client is named by its place. */
function nextStep(random: Random): Step {
  const who = random.below(CLIENTS)
  const room = random.pick(ROOMS)
  const other = random.pick(ROOMS)
  const steps: Step[] = [
    (guests) => guests[who]!.end.join(room),
    (guests) => guests[who]!.end.join([room, other]),
    (guests) => guests[who]!.end.leave(room),
    (_, io, n) => io.to(room).emit('room', n),
    (_, io, n) => io.local.to(room).emit('local', n),
    (_, io, n) => io.to(room).to(other).emit('rooms', n),
    (_, io, n) => io.to(room).except(other).emit('except', n),
    (_, io, n) => io.emit('all', n),
    (guests, _, n) => guests[who]!.end.to(room).emit('others', n),
    (guests, _, n) => guests[who]!.end.emit('direct', n),
    (guests, io, n) => io.to(guests[who]!.end.id).emit('by id', n),
    (_, io, n) => io.to(room).emit('binary', n, Buffer.from([n % 256])),
    (_, io) => io.in(room).socketsJoin(other),
    (_, io) => io.in(room).socketsLeave(other),
  ]
  if (random.next() < 0.002) return (guests) => void guests[who]!.end.disconnect()
  return random.pick(steps)
}

/** Runs a script and answers what each client heard. */
async function transcripts(name: AdapterName, script: readonly Step[]): Promise<unknown[][]> {
  const world = startWorld(name)
  try {
    const kinds: Transport[][] = [['websocket'], ['polling'], ['polling', 'websocket']]
    const guests: Guest[] = []
    for (let n = 0; n < CLIENTS; n++) guests.push(await world.guest(kinds[n % kinds.length]))
    for (const [n, step] of script.entries()) {
      step(guests, world.io, n)
      // Lets upgrades, polls and flushes fall anywhere between the steps.
      if (n % 7 === 0) await Bun.sleep(0)
      if (n % 50 === 0) await Bun.sleep(2)
    }
    const heard: unknown[][] = []
    for (const guest of guests) {
      if (guest.end.connected) heard.push(await guest.all())
      else {
        await guest.until(() => !guest.socket.connected, 'the end')
        heard.push(guest.heard)
      }
    }
    return heard
  } finally {
    await world.stop()
  }
}

test('whatever a server does with its rooms, each client hears the same with either adapter', async () => {
  const random = seeded('rooms')
  for (let round = 0; round < SCRIPTS; round++) {
    const script = Array.from({ length: STEPS }, () => nextStep(random))
    const stock = await transcripts('stock', script)
    const native = await transcripts('native', script)
    expect(native).toEqual(stock)
    expect(stock.flat().length).toBeGreaterThan(STEPS / 4)
  }
}, 120_000)
