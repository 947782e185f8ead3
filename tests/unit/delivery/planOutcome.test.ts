import { describe, expect, test } from 'bun:test'
import {
  type AttemptResult,
  mayBeOfOneMessage,
  planOutcome,
} from '../../../src/delivery/planOutcome.ts'
import type { SendJob } from '../../../src/store/outbox.ts'

const NOW = Date.UTC(2026, 10, 3, 4, 0, 7, 250)
const job = (tries = 0): SendJob => ({
  messageId: 'a0000000-0000-4000-8000-000000000001',
  attempt: 2,
  roomId: 'a0000000-0000-4000-8000-000000000002',
  channelId: 'a0000000-0000-4000-8000-000000000003',
  phoneNumberId: '1',
  tries,
  claim: 3,
  claimedAt: 0,
  state: 'flying',
  waId: '628111',
  bsuid: null,
  content: { type: 'text', text: { body: 'x' } },
  replyTo: null,
  object: null,
  mime: null,
  filename: null,
  mediaId: null,
})
const plan = (outcome: AttemptResult, tries = 0, random = 1) =>
  planOutcome(job(tries), outcome, { now: NOW, random: () => random })
const told = (kind: 'refused' | 'retry', code: number): AttemptResult => ({
  kind,
  error: { code, title: 'Meta’s title', details: null, httpStatus: 400 },
})
const waitOf = (planned: ReturnType<typeof plan>) =>
  planned.kind === 'retry' ? Date.parse(planned.due_at) - NOW : planned.kind

describe('what became of a Graph call', () => {
  test('accepted counts as sent at that second, so that Meta’s own `sent` changes nothing', () => {
    expect(plan({ kind: 'accepted', wamid: 'wamid.1', waId: null, bsuid: null })).toMatchObject({
      kind: 'accepted',
      wamid: 'wamid.1',
      attempt: 2,
      claim: 3,
      at: '2026-11-03T04:00:07.000Z',
    })
  })

  test('[O3] an unknown outcome is uncertain, whatever the reason, and never tried again', () => {
    expect(plan({ kind: 'unknown', reason: 'cut' })).toMatchObject({ kind: 'uncertain' })
  })

  test('[O3] a clear refusal is failed at once, with a sentence, Meta’s words and advice', () => {
    const planned = plan(told('refused', 131026))
    expect(planned).toMatchObject({
      kind: 'refused',
      error: { code: 131026, details: 'Meta’s title', advice: expect.any(String) },
    })
  })

  test('[O3] what Meta holds back for days is not tried again either', () => {
    for (const code of [131049, 131048]) expect(plan(told('refused', code)).kind).toBe('refused')
  })

  test('[O3] a temporary failure is retried with backoff up to a minute, with jitter', () => {
    const waits = [0, 1, 2, 3, 10, 19].map((tries) => waitOf(plan(told('retry', 130429), tries)))
    expect(waits).toEqual([1000, 2000, 4000, 8000, 60_000, 60_000])
    expect(waitOf(plan(told('retry', 130429), 3, 0))).toBe(4000)
    expect(plan(told('retry', 130429), 20).kind).toBe('refused')
  })

  test('[O3] an error where retries seldom help is tried three times, an outage for about an hour', () => {
    const seldom: [AttemptResult, number][] = [
      [told('retry', 131000), 3],
      [{ kind: 'retry', error: null }, 65],
      [{ kind: 'unread' }, 65],
    ]
    for (const [outcome, last] of seldom) {
      expect(plan(outcome, last - 1).kind).toBe('retry')
      expect(plan(outcome, last)).toMatchObject({
        kind: 'refused',
        error: { title: expect.any(String) },
      })
    }
  })

  test('what was given back goes to the next process as it was', () => {
    expect(plan({ kind: 'given_back' })).toMatchObject({ kind: 'requeue', claim: 3 })
  })

  test('[O3] Meta’s rule for a pair waits 4^X s, a minute at most, and is told as failed within ten', () => {
    const waits: number[] = []
    for (let tries = 0; ; tries++) {
      const planned = plan(told('retry', 131056), tries)
      if (planned.kind === 'refused') {
        const error = { code: 131056, advice: expect.stringContaining('retry') }
        expect(planned.error).toMatchObject(error)
        break
      }
      waits.push(waitOf(planned) as number)
    }
    expect(waits.slice(0, 5)).toEqual([4000, 16_000, 64_000, 64_000, 64_000])
    const all = waits.reduce((sum, wait) => sum + wait, 0)
    // The largest burst that Meta lets through is 45 messages of 6 s each.
    expect(all).toBeGreaterThan(45 * 6000)
    expect(all).toBeLessThan(600_000)
  })

  test('[O4] a broken number holds its messages, and says why', () => {
    for (const code of [0, 190, 10, 200, 131031, 131042, 133010]) {
      expect(plan(told('refused', code))).toMatchObject({
        kind: 'hold',
        channel_id: job().channelId,
        reason: expect.stringContaining(`(${code})`),
      })
    }
  })

  test('[O4] an error that may concern one message only stops its number once, then fails that message', () => {
    const again = (code: number) =>
      planOutcome(job(), told('refused', code), { now: NOW, random: () => 1, stoppedBefore: true })
    for (const code of [130497, 131042]) {
      expect(plan(told('refused', code)).kind).toBe('hold')
      expect(again(code)).toMatchObject({ kind: 'refused', error: { code } })
    }
    for (const code of [0, 190, 131031, 133010]) expect(again(code).kind).toBe('hold')
    const reasonOf = (code: number) => (plan(told('refused', code)) as { reason: string }).reason
    expect([130497, 131042, 131031, 190].map(reasonOf).map(mayBeOfOneMessage)).toEqual([
      ...[true, true, false, false],
    ])
  })
})
