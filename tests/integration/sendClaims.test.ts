import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import type { OutcomeInput, SendJob } from '../../src/store/outbox.ts'
import { renewUpload, startSend } from '../../src/store/outbox.ts'
import { newWamid } from '../helpers/webhooks.ts'
import { connectionLost, intercepted, openDeliveries, taken } from './deliveryWorld.ts'

setDefaultTimeout(60_000)

let world: Awaited<ReturnType<typeof openDeliveries>>
beforeAll(async () => {
  world = await openDeliveries()
  // More at once than the number takes by itself.
  await world.newRoom()
  await world.sql`update channels set sends_per_second = 1000`
})
afterAll(() => world.end())

const error = { code: 130429, title: null, details: null }
const of = ({ messageId, attempt, claim }: SendJob) => ({
  message_id: messageId,
  attempt,
  claim,
})
const at = () => new Date().toISOString()
const accepted = (job: SendJob) =>
  world.settle({ ...of(job), kind: 'accepted', wamid: newWamid(), at: at() })
/** Its message is claimed, given back, and claimed again: the first claim, and the second. */
async function claimedTwice(id: string): Promise<[SendJob, SendJob]> {
  const [first] = await world.claim()
  await world.settle({
    ...of(first!),
    kind: first!.state === 'uploading' ? 'requeue' : 'retry',
    claimed_before: at(),
    due_at: at(),
  } as OutcomeInput)
  const [second] = await world.claim()
  expect([first!.messageId, second!.messageId]).toEqual([id, id])
  return [first!, second!]
}

test('an outcome whose commit was not acknowledged is written again, without affecting the next attempt', async () => {
  const id = await world.say(await world.newRoom())
  const again = Promise.withResolvers<void>()
  const inTheAir = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<void>()
  let calls = 0
  const delivery = world.deliver({
    // The connection is lost between the commit and its answer, until the message has taken off again.
    sql: intercepted(world.sql, '\\"kind\\":\\"retry\\"', async (run, nth) => {
      const done = await run()
      if (nth === 0) {
        await inTheAir.promise
        throw connectionLost()
      }
      again.resolve()
      return done
    }),
    async send() {
      if (++calls === 1) return { kind: 'retry', error: { ...error, httpStatus: 429 } }
      inTheAir.resolve()
      await answer.promise
      return taken()
    },
  })
  await again.promise
  expect(await world.job(id)).toMatchObject({ state: 'flying', claim: 2, tries: 1 })
  answer.resolve()
  await world.status(id, 'sent')
  await delivery.stop()
  expect(calls).toBe(2)
})

describe('a late outcome of an earlier claim', () => {
  const late: Record<string, (job: SendJob) => OutcomeInput> = {
    retry: (job) => ({ ...of(job), kind: 'retry', due_at: at() }),
    hold: (job) => ({ ...of(job), kind: 'hold', channel_id: Bun.randomUUIDv7(), reason: 'x' }),
    refused: (job) => ({ ...of(job), kind: 'refused', at: at(), error }),
    lost: (job) => ({ ...of(job), kind: 'lost', claimed_before: at() }),
  }
  for (const [kind, outcome] of Object.entries(late))
    test(`does not affect the next claim: ${kind}`, async () => {
      const id = await world.say(await world.newRoom())
      const [first, second] = await claimedTwice(id)
      await world.settle(outcome(first))
      expect(await world.job(id)).toMatchObject({ state: 'flying', claim: second.claim })
      await accepted(second)
      await world.status(id, 'sent')
    })

  test('does not fail a message that was accepted since', async () => {
    const id = await world.say(await world.newRoom())
    const [first, second] = await claimedTwice(id)
    await accepted(second)
    await world.settle(late.refused!(first))
    await world.status(id, 'sent')
  })

  test('counts if Meta accepted the message: the next claim does not send it', async () => {
    const id = await world.say(await world.newRoom())
    const [first] = await claimedTwice(id)
    await accepted(first)
    await world.status(id, 'sent')
    expect(await world.job(id)).toBeUndefined()
  })

  test('neither renews the next claim’s upload, nor starts its send', async () => {
    const id = await world.show(await world.newRoom())
    const [first, second] = await claimedTwice(id)
    const before = await world.job(id)
    await renewUpload(world.sql, first, Date.now() + 60_000)
    expect(await world.job(id)).toEqual(before!)
    const file = { mediaId: '1', now: Date.now() }
    expect(await startSend(world.sql, first, file)).toBe(false)
    expect(await startSend(world.sql, second, file)).toBe(true)
    await accepted(second)
  })
})

test('an outcome without a claim number, from an older version, counts for the current claim', async () => {
  const id = await world.say(await world.newRoom())
  const [, second] = await claimedTwice(id)
  const { claim: _, ...which } = of(second)
  await world.settle({ ...which, kind: 'refused', at: at(), error } as OutcomeInput)
  await world.status(id, 'failed')
  expect(await world.job(id)).toBeUndefined()
})
