/**
 * Fan-out: the server's CPU time for a delivery, from a message's webhook (for contestants without a database: from POST
 * /emit) to the kernel. All contestants run at once, each with its own crowd, and take turns of a few seconds: a machine
 * whose speed changes from one minute to the next then changes little between two that are compared.
 */
import { wasInterrupted } from './children.ts'
import { cpuSeconds } from './cpu.ts'
import { type Crowd, faultsOf, startCrowd } from './crowdHost.ts'
import { type Sender, withOthers, withSubject } from './fanoutContestants.ts'
import {
  type Idle,
  report,
  TOGETHER,
  type Trial,
  verdicts,
  WAYS,
  type Way,
} from './fanoutReport.ts'
import { atRate } from './pacer.ts'
import type { Scenario } from './scenario.ts'
import { figure } from './table.ts'

const DELIVERIES_PER_SECOND = 25_000
/** What each contestant sends before its first turn: its code is compiled then, as in a server that has run for a minute. */
const WARM_UP = { sockets: 50, perSecond: 300, seconds: 10 }
const TURNS_PER_ROUND = 3
const IDLE_MS = 10_000

type Measured = Omit<Trial, 'contestant' | 'turn'> & { sample: string; faults: string[] }

/** A contestant with its crowd. */
type Player = Sender & {
  usedCpu(): number
  warmUp(): Promise<string>
  connect(sockets: number): Promise<void>
  /** Sends events one at a time at a steady rate, or in groups, each once all sockets have the one before. */
  measure(way: Way, events: number): Promise<Measured>
}

function playerOf(sender: Sender, crowd: Crowd): Player {
  const { served, auth } = sender
  const usedCpu = () => cpuSeconds(served.child.pid) ?? Number.NaN
  let sockets = 0
  let sent = 0
  const sendNext = (size: number) => {
    sent += size
    return sender.send(sent - size, size)
  }
  const ways: Record<Way, (events: number, perSecond: number) => Promise<unknown>> = {
    single: (count, perSecond) => atRate({ count, perSecond }, () => sendNext(1)),
    async together(events) {
      for (let due = TOGETHER; due <= events; due += TOGETHER) {
        await sendNext(TOGETHER)
        await crowd.count(due * sockets)
      }
    },
  }
  const measure = async (way: Way, events: number, rate = DELIVERIES_PER_SECOND / sockets) => {
    await crowd.reset()
    const before = usedCpu()
    await ways[way](events, rate)
    const got = await crowd.count(events * sockets)
    const cpu = ((usedCpu() - before) * 100_000) / got.total
    const { total: deliveries, latencyMs, sample } = got
    const faults = faultsOf(got, events)
    return { sockets, way, deliveries, bytes: sample.length, cpu, latencyMs, sample, faults }
  }
  const connect = async (count: number) => {
    await crowd.drop()
    sockets = count
    await crowd.connect(served.port, Array<object>(count).fill(auth))
  }
  return {
    ...sender,
    usedCpu,
    connect,
    measure,
    async warmUp() {
      await connect(WARM_UP.sockets)
      const count = WARM_UP.perSecond * WARM_UP.seconds
      return (await measure('single', count, WARM_UP.perSecond)).sample
    },
  }
}

/** Starts a crowd for each sender, in its own process. */
async function withPlayers<T>(
  senders: readonly Sender[],
  use: (players: Player[]) => Promise<T>,
): Promise<T> {
  const crowds: Crowd[] = []
  try {
    for (const _ of senders) crowds.push(await startCrowd())
    return await use(senders.map((sender, n) => playerOf(sender, crowds[n]!)))
  } finally {
    for (const crowd of crowds) await crowd.stop()
  }
}

/** The subject warms up first, since the others send copies of its event. */
const withEveryone: (
  cluster: Parameters<Scenario>[1],
  use: (players: Player[]) => Promise<void>,
) => Promise<void> = (cluster, use) =>
  withSubject(cluster, (subject) =>
    withPlayers([subject], async ([first]) => {
      const sample = await first!.warmUp()
      await withOthers(sample, (senders) =>
        withPlayers(senders, async (others) => {
          for (const other of others) await other.warmUp()
          await use([first!, ...others])
        }),
      )
    }),
  )

async function idleCpu(players: readonly Player[], sockets: number): Promise<Idle[]> {
  const before = players.map(({ usedCpu }) => usedCpu())
  await Bun.sleep(IDLE_MS)
  return players.map(({ name, usedCpu }, n) => ({
    contestant: name,
    sockets,
    cpu: ((usedCpu() - before[n]!) * 1000) / IDLE_MS,
  }))
}

export const fanout: Scenario = async (options, cluster) => {
  const { quick, rounds, progress } = options
  const trials: Trial[] = []
  const idles: Idle[] = []
  const faults: string[] = []
  const seconds = options.seconds ?? 4

  const takeTurn = async ({ name, measure }: Player, turn: number, sockets: number) => {
    if (wasInterrupted()) throw new Error('interrupted')
    const singles = Math.ceil((seconds * DELIVERIES_PER_SECOND) / sockets)
    const both = [
      await measure('single', singles),
      await measure('together', Math.ceil((2 * singles) / TOGETHER) * TOGETHER),
    ]
    for (const { sample: _, faults: wrong, ...trial } of both) {
      faults.push(...wrong.map((fault) => `${name}, ${sockets} sockets, ${turn}: ${fault}`))
      trials.push({ ...trial, contestant: name, turn })
    }
    const said = both.map(({ way, cpu }) => `${WAYS[way]} ${figure(cpu, 2)} s`)
    progress(`turn ${turn}  ${sockets} sockets, ${name}: ${said.join(', ')}`)
  }

  await withEveryone(cluster, async (players) => {
    for (const sockets of quick ? [1000] : [1000, 5000]) {
      for (const { connect, measure } of players) {
        await connect(sockets)
        await measure('together', TOGETHER)
      }
      for (let turn = 1; turn <= rounds * TURNS_PER_ROUND; turn++)
        for (const player of players) await takeTurn(player, turn, sockets)
      idles.push(...(await idleCpu(players, sockets)))
    }
  })
  const judged = verdicts(trials)
  return {
    report: report(trials, idles, faults),
    data: { trials, idles, verdicts: judged, faults },
    failed: faults.length > 0,
    missed: judged.some(({ met }) => !met),
  }
}
