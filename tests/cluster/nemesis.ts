import postgres from 'postgres'
import type { Random } from '../faults/seeded.ts'
import type { Wire } from '../faults/wire.ts'
import type { PrivateCluster } from '../helpers/cluster.ts'
import type { Pair } from '../helpers/pair.ts'

/** What the nemesis can attack. */
export type Victims = {
  cluster: PrivateCluster
  pair: Pair
  wires: { database: Wire; redis: Wire; clients: Wire[] }
}

/** Applies a fault. @returns a function that heals it */
type Fault = (victims: Victims, random: Random) => Promise<() => Promise<unknown> | unknown>

const heals = () => {}

export const FAULTS: Record<string, Fault> = {
  'a process is killed': async ({ pair }, random) => {
    const which = random.below(2)
    await pair.server(which).end('SIGKILL')
    return () => pair.relaunch(which)
  },
  'a process is paused': async ({ pair }, random) => {
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
  'the network to PostgreSQL is cut': async ({ wires }) => {
    wires.database.cut()
    return heals
  },
  'the network to PostgreSQL is slow': async ({ wires }) => {
    wires.database.delay(30)
    return () => wires.database.delay(0)
  },
  'Redis is killed': async ({ pair }) => {
    await pair.redis.kill()
    return pair.redis.start
  },
  'Redis is paused': async ({ pair }) => {
    pair.redis.freeze()
    return pair.redis.thaw
  },
  'Redis is emptied': async ({ pair }) => {
    await pair.redis.cli('flushall')
    return heals
  },
  'the network to Redis is cut': async ({ wires }) => {
    wires.redis.cut()
    return heals
  },
  'the network to clients is cut': async ({ wires }) => {
    for (const wire of wires.clients) wire.cut()
    return heals
  },
  'the network to some clients drops everything': async ({ wires }, random) => {
    const wire = random.pick(wires.clients)
    wire.swallow()
    return () => {
      wire.mend()
      wire.cut()
    }
  },
}

/** Applies one fault after the other, each healed after a while. @returns what was done */
export async function injectFaults(
  victims: Victims,
  random: Random,
  count: number,
): Promise<string[]> {
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
