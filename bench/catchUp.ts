/**
 * Catching up: a supervisor comes back with a cursor and has missed 10,000 events. Measures how long that takes, and how
 * much it slows down other sockets, which receive 100 messages a second.
 */
import { wasInterrupted } from './children.ts'
import { type Crowd, startCrowd } from './crowdHost.ts'
import { atRate } from './pacer.ts'
import type { Scenario } from './scenario.ts'
import { type Shares, sharesOf, watchShares } from './shares.ts'
import { median } from './stats.ts'
import { figure, table } from './table.ts'
import { type World, withWorld } from './world.ts'

const MUST_MS = 300
const AIM_MS = 150
const MUST_OTHERS = 2
const MISSED = 10_000
const A_WEBHOOK = 20
const OTHERS = 100
const PER_SECOND = 100

/** A cursor at the current end of the log. */
export async function cursorNow(crowd: Crowd, { served, token }: World) {
  await crowd.drop()
  const { session } = await crowd.connect(served.port, [{ token }])
  await crowd.drop()
  const { event_id, epoch } = JSON.parse(session) as { event_id: number; epoch: string }
  return { last_event_id: event_id, epoch }
}

export const catchUp: Scenario = (options, cluster) =>
  withWorld(cluster, 'catch_up', async (world) => {
    const [comer, others] = [await startCrowd(), await startCrowd()]
    const { port } = world.served
    const faults: string[] = []
    const comesBack = async (auth: object): Promise<number> => {
      await comer.drop()
      const { readyMs } = await comer.connect(port, [auth])
      const { total } = await comer.count(MISSED)
      if (total < MISSED) faults.push(`${total} of ${MISSED} events came`)
      return readyMs[0]!
    }
    try {
      const auth = { token: world.token, ...(await cursorNow(comer, world)) }
      for (let n = 0; n < MISSED; n += A_WEBHOOK) await world.say(A_WEBHOOK)
      await comesBack(auth)
      const taken: number[] = []
      const tries = options.quick ? 5 : 15
      for (let n = 0; n < tries; n++) taken.push(await comesBack(auth))

      await others.connect(
        port,
        Array.from({ length: OTHERS }, () => ({ token: world.token })),
      )
      const seconds = options.seconds ?? 5
      const hear = async () => {
        await others.reset()
        const count = PER_SECOND * seconds
        await atRate({ count, perSecond: PER_SECOND }, (_, due) => world.say(1, due))
        return (await others.count(count * OTHERS)).latencyMs
      }
      await hear()
      const rounds: { quiet: number; meanwhile: number; times: number; shares: Shares }[] = []
      for (let round = 0; round < options.rounds; round++) {
        if (wasInterrupted()) throw new Error('interrupted')
        const quiet = await hear()
        let over = false
        let times = 0
        const shares = watchShares(world, cluster, [comer, others])
        const hearing = hear().finally(() => {
          over = true
        })
        while (!over) {
          await comesBack(auth)
          times++
        }
        const { p99 } = await hearing
        rounds.push({ quiet: quiet.p99, meanwhile: p99, times, shares: shares() })
      }
      const time = median(taken)
      const ratio = median(rounds.map(({ quiet, meanwhile }) => meanwhile / quiet))
      const rows = [
        [
          `${figure(MISSED)} missed events, median of ${tries}`,
          `${figure(time)} ms`,
          `≤ ${MUST_MS} ms`,
          `≤ ${AIM_MS} ms`,
          time <= MUST_MS ? 'met' : 'MISSED',
        ],
        [
          `p99 of ${OTHERS} others meanwhile ÷ before`,
          `${figure(ratio, 2)} (${figure(median(rounds.map((r) => r.meanwhile)), 1)} ms)`,
          `≤ ${MUST_OTHERS}`,
          '',
          ratio <= MUST_OTHERS ? 'met' : 'MISSED',
        ],
      ]
      return {
        report: [
          table(['catching up', 'measured', 'must', 'aim', ''], rows),
          'From the TCP connection to session_ready. The others hear of 100 messages a second, while somebody catches up all the time.',
          sharesOf(rounds.at(-1)!.shares),
          ...faults.slice(0, 5).map((fault) => `FAILED ${fault}`),
        ].join('\n'),
        data: { taken, rounds, mustMs: MUST_MS, aimMs: AIM_MS },
        failed: faults.length > 0,
        missed: rows.some((row) => row.at(-1) === 'MISSED'),
      }
    } finally {
      await Promise.all([comer.stop(), others.stop()])
    }
  })
