import postgres from 'postgres'
import { ruang, type Served } from './contestants.ts'
import { cpuSeconds } from './cpu.ts'
import { postWebhook } from './pacer.ts'
import type { Cluster } from './postgres.ts'
import { firstMessages, knownNumber, type Post } from './posts.ts'

const ROOMS = 400

/** A running server of ours with known customers and a signed-in admin. */
export interface World {
  served: Served
  url: string
  /** The admin's access token. */
  token: string
  databaseUrl: string
  roomIds: string[]
  /** Posts the next `count` messages of known customers in one webhook. */
  say(count?: number, due?: number): Promise<void>
  /** CPU seconds of the server so far. */
  cpu(): number
  sql: postgres.Sql
}

export function withWorld<T>(
  cluster: Cluster,
  name: string,
  use: (world: World) => Promise<T>,
): Promise<T> {
  return cluster.withDatabase(name, async (databaseUrl) => {
    const served = await ruang.serve(databaseUrl)
    const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} })
    const { port, child } = served
    let said = ROOMS
    try {
      await postWebhook(port, firstMessages(ROOMS))
      const rooms = await sql<{ id: string }[]>`select id from rooms order by id`
      const world: World = {
        served,
        url: `http://127.0.0.1:${port}`,
        token: served.token!,
        databaseUrl,
        roomIds: rooms.map(({ id }) => id),
        say(count = 1, due) {
          const posts = Array.from({ length: count }, (): Post => {
            const index = said++
            return { index, phone: knownNumber(index % ROOMS) }
          })
          return postWebhook(port, posts, due)
        },
        cpu: () => cpuSeconds(child.pid) ?? Number.NaN,
        sql,
      }
      return await use(world)
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${child.output()}`.trim())
    } finally {
      await sql.end()
      await child.stop()
    }
  })
}
