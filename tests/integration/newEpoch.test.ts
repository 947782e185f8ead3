import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { renewEpoch } from '../../src/store/epoch.ts'
import { openOutcomes } from './outcomesWorld.ts'

setDefaultTimeout(60_000)

const { world, jobsOf, stop } = await openOutcomes()
afterAll(stop)

const refuse = async (state: 'refused' | 'ok') => {
  world.meta.usable(() => state === 'ok')
  await world.sql`update channels set state = ${state}`
}

test('sends that waited when a backup was made are not sent after its restore, until a person retries them', async () => {
  const [room, other] = [await world.newRoom(), await world.newRoom()]
  await refuse('refused')
  const waiting = [
    await world.say(room.id, 'first'),
    await world.say(room.id, 'second'),
    await world.say(other.id, 'elsewhere'),
  ]
  expect(await renewEpoch(world.sql)).toBe(3)
  for (const { id } of waiting) {
    await world.status(id, 'unknown')
    expect(await jobsOf(id)).toHaveLength(0)
  }
  await refuse('ok')
  const later = await world.say(room.id, 'later')
  await world.status(later.id, 'sent')
  for (const { id } of waiting) expect(world.callsOf(id)).toHaveLength(0)
  expect((await world.ask(`/${waiting[0]!.id}/retry`, undefined)).status).toBe(200)
  await world.status(waiting[0]!.id, 'sent')
  expect(await renewEpoch(world.sql)).toBe(0)
})
