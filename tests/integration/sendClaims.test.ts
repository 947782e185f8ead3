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

describe('a commit that was not acknowledged', () => {
  /** Hands out with a connection that is lost once between the commit of this statement and its answer. */
  const deliverLosing = (words: string, hands: { files?: true } = {}) => {
    let calls = 0
    const delivery = world.deliver({
      sql: intercepted(world.sql, words, async (run, nth) => {
        const done = await run()
        if (nth === 0) throw connectionLost()
        return done
      }),
      async send() {
        calls++
        return taken()
      },
      ...(hands.files && {
        open: async () => ({ path: import.meta.path, release: async () => {} }),
        uploadMedia: async () => ({ kind: 'uploaded' as const, id: '1' }),
      }),
    })
    return { delivery, calls: () => calls }
  }

  test('of a claim: its messages are sent once, and those that another process has claimed are left to it', async () => {
    const theirs = await world.say(await world.newRoom())
    const [other] = await world.claim()
    const ids = [await world.say(await world.newRoom()), await world.say(await world.newRoom())]
    const { delivery, calls } = deliverLosing('claim_sends')
    for (const id of ids) await world.status(id, 'sent')
    await delivery.stop()
    expect(calls()).toBe(2)
    expect(await world.job(theirs)).toMatchObject({ state: 'flying', claim: other!.claim })
    await accepted(other!)
  })

  test('of a claim, which comes only after the connection was lost: its message is sent once', async () => {
    const id = await world.say(await world.newRoom())
    const looked = Promise.withResolvers<void>()
    let late: Promise<unknown> | undefined
    let calls = 0
    const watched = intercepted(world.sql, 'claimed_by', async (run) => {
      const found = await run()
      looked.resolve()
      return found
    })
    const delivery = world.deliver({
      sql: intercepted(watched, 'claim_sends', async (run, nth) => {
        if (nth === 0) {
          late = looked.promise.then(run)
          throw connectionLost()
        }
        await late
        return run()
      }),
      async send() {
        calls++
        return taken()
      },
    })
    await world.status(id, 'sent')
    expect(await late).toMatchObject([{ claimed: { jobs: [[{ message_id: id }]] } }])
    await delivery.stop()
    expect(calls).toBe(1)
  })

  test('of the start of a file’s send: the file is uploaded again, and sent once', async () => {
    const id = await world.show(await world.newRoom())
    const { delivery, calls } = deliverLosing('graph_uploaded_at', { files: true })
    await world.status(id, 'sent')
    await delivery.stop()
    expect(calls()).toBe(1)
  })
})

for (const [what, words] of [
  ['a claim', 'claim_sends'],
  ['the start of a file’s send', 'graph_uploaded_at'],
] as const)
  test(`${what} that the machine slept through is not used: the message may be another process’s by now`, async () => {
    const id = await world[words === 'claim_sends' ? 'say' : 'show'](await world.newRoom())
    let ahead = 0
    const claims: number[] = []
    const delivery = world.deliver({
      now: () => Date.now() + ahead,
      sql: intercepted(world.sql, words, async (run, nth) => {
        const done = await run()
        if (nth === 0) ahead = 9_100
        return done
      }),
      open: async () => ({ path: import.meta.path, release: async () => {} }),
      uploadMedia: async () => ({ kind: 'uploaded', id: '1' }),
      async send() {
        claims.push((await world.job(id))!.claim)
        return taken()
      },
    })
    await world.status(id, 'sent')
    await delivery.stop()
    expect(claims).toEqual([2])
  })

describe('a late outcome of an earlier claim', () => {
  const late: Record<string, (job: SendJob) => OutcomeInput> = {
    retry: (job) => ({ ...of(job), kind: 'retry', due_at: at() }),
    hold: (job) => ({ ...of(job), kind: 'hold', channel_id: Bun.randomUUIDv7(), reason: 'x' }),
    refused: (job) => ({ ...of(job), kind: 'refused', at: at(), error }),
    lost: (job) => ({ ...of(job), kind: 'lost', claimed_before: at() }),
    requeue: (job) => ({ ...of(job), kind: 'requeue' }),
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

test('only its own process puts back a message that may be at Meta', async () => {
  const id = await world.say(await world.newRoom())
  const [job] = await world.claim()
  await world.settle({ ...of(job!), kind: 'requeue', claimed_before: at() })
  expect(await world.job(id)).toMatchObject({ state: 'flying', claim: 1 })
  await world.settle({ ...of(job!), kind: 'requeue' })
  expect(await world.job(id)).toMatchObject({ state: 'queued', claim: 1, tries: 0 })
  const [again] = await world.claim()
  await accepted(again!)
  await world.status(id, 'sent')
})

test('an outcome without a claim number, from an older version, counts for the current claim', async () => {
  const id = await world.say(await world.newRoom())
  const [, second] = await claimedTwice(id)
  const { claim: _, ...which } = of(second)
  await world.settle({ ...which, kind: 'refused', at: at(), error } as OutcomeInput)
  await world.status(id, 'failed')
  expect(await world.job(id)).toBeUndefined()
})

test('a claim without an id, from an older version, gets what is due', async () => {
  const id = await world.say(await world.newRoom())
  await world.sql`select claim_sends(${at()}::text::timestamptz, 10)`
  expect(await world.job(id)).toMatchObject({ state: 'flying', claim: 1, claimed_by: null })
})
