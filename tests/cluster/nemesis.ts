import postgres from 'postgres'
import type { Random } from '../faults/seeded.ts'
import type { Wire } from '../faults/wire.ts'
import type { PrivateCluster } from '../helpers/cluster.ts'
import type { Pair } from '../helpers/pair.ts'

/** What can be hurt. */
export type Victims = {
  cluster: PrivateCluster
  pair: Pair
  wires: { database: Wire; redis: Wire; clients: Wire[] }
}

/** Hurts, and answers how it is healed. */
type Fault = (victims: Victims, random: Random) => Promise<() => Promise<unknown> | unknown>

const heals = () => {}

export const FAULTS: Record<string, Fault> = {
  'a process is killed': async ({ pair }, random) => {
    const which = random.below(2)
    await pair.server(which).end('SIGKILL')
    return () => pair.relaunch(which)
  },
  'a process stands still': async ({ pair }, random) => {
    const { pid } = pair.server(random.below(2))
    process.kill(pid, 'SIGSTOP')
    return () => process.kill(pid, 'SIGCONT')
  },
  'a process drains': async ({ pair }, random) => {
    const which = random.below(2)
    await pair.server(which).end('SIGTERM')
    return () => pair.relaunch(which)
  },
  'PostgreSQL crashes': async ({ cluster }) => {
    await cluster.stop('immediate')
    return cluster.start
  },
  'all backends are terminated': async ({ cluster }) => {
    const sql = postgres(cluster.url, { max: 1, onnotice: () => {} })
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'ruang'`
    await sql.end()
    return heals
  },
  'the way to PostgreSQL is cut': async ({ wires }) => {
    wires.database.cut()
    return heals
  },
  'the way to PostgreSQL is slow': async ({ wires }) => {
    wires.database.delay(30)
    return () => wires.database.delay(0)
  },
  'Redis is killed': async ({ pair }) => {
    await pair.redis.kill()
    return pair.redis.start
  },
  'Redis stands still': async ({ pair }) => {
    pair.redis.freeze()
    return pair.redis.thaw
  },
  'Redis is emptied': async ({ pair }) => {
    await pair.redis.cli('flushall')
    return heals
  },
  'the way to Redis is cut': async ({ wires }) => {
    wires.redis.cut()
    return heals
  },
  'the ways to clients are cut': async ({ wires }) => {
    for (const wire of wires.clients) wire.cut()
    return heals
  },
  'a way to clients swallows everything': async ({ wires }, random) => {
    const wire = random.pick(wires.clients)
    wire.swallow()
    return () => {
      wire.mend()
      wire.cut()
    }
  },
}

/** One fault after the other, each healed after a while; resolves with what was done. */
export async function rampage(victims: Victims, random: Random, count: number): Promise<string[]> {
  const done: string[] = []
  for (let n = 0; n < count; n++) {
    const name = random.pick(Object.keys(FAULTS))
    done.push(name)
    const heal = await FAULTS[name]!(victims, random)
    await Bun.sleep(100 + random.below(500))
    await heal()
    await Bun.sleep(random.below(300))
  }
  return done
}
