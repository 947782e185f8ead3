import { type FeedWorld, openFeedWorld } from '../integration/feedWorld.ts'
import { type RedisServer, startRedis } from './programs.ts'

export type Worlds = Awaited<ReturnType<typeof openTwoWorlds>>

/** Two servers on one database and one Redis, as far as sockets go, in this process; a test holds on to all of it. */
export async function openTwoWorlds(options: Parameters<typeof openFeedWorld>[0] = {}) {
  const redis: RedisServer = await startRedis()
  const one: FeedWorld = await openFeedWorld({ ...options, redis: redis.url })
  const two: FeedWorld = await openFeedWorld({
    ...options,
    databaseUrl: one.databaseUrl,
    redis: redis.url,
  })
  const worlds = {
    redis,
    one,
    two,
    /** Resolves when both of them, and each other, can be heard. */
    async connected(is = true) {
      for (const { redis: shared } of [one, two])
        while (shared!.answers() !== is) await Bun.sleep(5)
    },
    async stop() {
      await two.stop()
      await one.stop()
      await redis.destroy()
    },
  }
  await worlds.connected()
  await heard(one, two)
  await heard(two, one)
  return worlds
}

/** Resolves when what one says comes to the other: connections stand before they are listened to. */
async function heard(from: FeedWorld, to: FeedWorld): Promise<void> {
  let hears = false
  const listener = () => {
    hears = true
  }
  to.io.on('news', listener)
  while (!hears) {
    from.io.serverSideEmit('news')
    await Bun.sleep(5)
  }
  to.io.off('news', listener)
}
