import { afterAll, expect, test } from 'bun:test'
import { restoreChannel } from '../../src/actions/restoreChannel.ts'
import { createChannelChecks } from '../../src/delivery/channelChecks.ts'
import { listRefused } from '../../src/store/channels.ts'
import { openFeedWorld } from './feedWorld.ts'

const world = await openFeedWorld()
afterAll(() => world.stop())

test('[O5] of processes that ask about a number at the same time one calls it usable, also if it is refused again before the others are answered', async () => {
  const { sql, ctx } = world
  await world.newRoom()
  const refuse = (ago: string) =>
    sql`update channels set state = 'refused', checked_at = now() - ${ago}::interval`
  await refuse('1 hour')
  const restored: string[] = []
  const checks = createChannelChecks({
    ctx,
    graph: {
      async checkNumber() {
        // Meanwhile, at another process.
        const [refused] = await listRefused(sql)
        if (await restoreChannel(ctx, refused!)) restored.push('another')
        await refuse('0 s')
        return 'ok'
      },
    },
    restored: () => restored.push('this'),
    log: { warn: (fields, text) => restored.push(`${text} ${JSON.stringify(fields)}`) },
    everyMs: 60_000,
  })
  await checks.stop()
  expect(restored).toEqual(['another'])
  expect(await sql`select state from channels`).toMatchObject([{ state: 'refused' }])
})
