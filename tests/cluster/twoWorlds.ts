import { type FeedWorld, openFeedWorld } from '../integration/feedWorld.ts'
import { type RedisServer, startRedis } from './programs.ts'

export type Worlds = Awaited<ReturnType<typeof openTwoWorlds>>

/**
 * The socket parts of two servers on one database and one Redis, in this process, with access to their internals.
 * @param wired changes the URL of Redis, for example to go through a wire
 */
export async function openTwoWorlds(
  options: Parameters<typeof openFeedWorld>[0] = {},
  wired = async (redisUrl: string) => redisUrl,
) {
  const redis: RedisServer = await startRedis()
  const redisUrl = await wired(redis.url)
  const one: FeedWorld = await openFeedWorld({ ...options, redis: redisUrl })
  const two: FeedWorld = await openFeedWorld({
    ...options,
    databaseUrl: one.databaseUrl,
    redis: redisUrl,
  })
  const worlds = {
    redis,
    one,
    two,
    /** Resolves when Redis answers both. */
    async connected() {
      for (const { redis: shared } of [one, two]) while (!shared!.answers()) await Bun.sleep(5)
    },
    /** Resolves when Redis has refused both a write. @returns what it told each of them */
    refusals: () =>
      Promise.all(
        [one, two].map(async ({ redis: shared }) => {
          while (shared!.refusal() === null) await Bun.sleep(5)
          return shared!.refusal()
        }),
      ),
    /** Resolves when messages reach the other world in both directions. */
    async hear() {
      await heard(one, two)
      await heard(two, one)
    },
    async stop() {
      await two.stop()
      await one.stop()
      await redis.destroy()
    },
  }
  await worlds.connected()
  await worlds.hear()
  return worlds
}

/** Resolves when messages of one reach the other: connections open before they are read. */
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
