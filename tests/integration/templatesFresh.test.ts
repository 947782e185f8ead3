import { afterAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { createTemplateRefresh } from '../../src/actions/refreshTemplates.ts'
import { claimAccount } from '../../src/store/templates.ts'
import { body, openTemplates, told, WABA } from './templatesWorld.ts'

setDefaultTimeout(60_000)

const REVOKED = { code: 190, title: null, details: null, httpStatus: 401 }

let world: Awaited<ReturnType<typeof openTemplates>>
beforeEach(async () => {
  await world?.end()
  world = await openTemplates()
})
afterAll(() => world.end())

const allButOne = (promises: readonly Promise<unknown>[]) =>
  new Promise<void>((resolve, reject) => {
    let left = promises.length - 1
    for (const one of promises)
      one.then(() => {
        if (--left === 0) resolve()
      }, reject)
  })

describe('staying fresh', () => {
  test('what Meta no longer has is gone, and what has changed is as it is now', async () => {
    const { meta, names, list, later, due } = world
    meta.answer = { kind: 'found', templates: [told('old'), told('order')] }
    expect(await names()).toEqual(['old', 'order'])
    const changed = told('order', { components: body('Halo {{1}}, {{2}}') })
    meta.answer = { kind: 'found', templates: [changed, told('new')] }
    await later()
    await due()
    expect(await names()).toEqual(['new', 'order'])
    expect((await list('?q=order')).data[0].parameters).toHaveLength(2)
  })

  test('a refusal and an outage keep what is known, say so, and are tried again later', async () => {
    const { meta, list, sql, later, due } = world
    await list()
    for (const [answer, problem] of [
      [{ kind: 'refused', error: REVOKED }, 'refused'],
      [{ kind: 'retry', error: null }, 'unreachable'],
    ] as const) {
      meta.answer = answer
      await later()
      await due()
      expect(await list()).toMatchObject({ data: [{ name: 'order' }], problem })
      const asked = meta.asked.length
      await due()
      expect(meta.asked).toHaveLength(asked)
      const [row] = await sql`select due_at > now() as waits from template_accounts`
      expect(row!.waits).toBe(true)
    }
    meta.answer = { kind: 'found', templates: [told('back')] }
    await later()
    await due()
    expect(await list()).toMatchObject({ data: [{ name: 'back' }], problem: null })
  })

  test('a sample from Meta’s dashboard names no account: nobody asks for one that is not there', async () => {
    const { meta, list, takes, due, later } = world
    await list()
    const metadata = { display_phone_number: '16505551111', phone_number_id: '123456123' }
    const text = { type: 'text', text: { body: 'this is a text message' } }
    const messages = [{ from: '16315551181', id: 'ABGGFlA5Fpa', timestamp: '1504902988', ...text }]
    const value = { messaging_product: 'whatsapp', metadata, messages }
    await takes({ id: '0', changes: [{ field: 'messages', value }] })
    const status = { event: 'APPROVED', message_template_id: 12345678 }
    await takes({ id: '0', changes: [{ field: 'message_template_status_update', value: status }] })
    await later()
    await due()
    expect(new Set(meta.asked)).toEqual(new Set([WABA]))
  })

  test('of many processes that find an account due, one asks', async () => {
    const { meta, http, list } = world
    const gate = Promise.withResolvers<void>()
    meta.hold = gate.promise
    const others = Array.from({ length: 8 }, () =>
      createTemplateRefresh({
        sql: http.ctx.sql,
        graph: meta,
        configured: undefined,
        log: { warn: () => {} },
      }).due(),
    )
    const rest = Promise.all(others)
    await meta.askedTimes(1)
    // All but the one that waits for Meta have nothing to do.
    await allButOne(others)
    gate.resolve()
    await rest
    expect(meta.asked).toEqual([WABA])
    expect((await list()).data).toHaveLength(1)
  })

  test('an answer that was asked for before a claim was lost does not count', async () => {
    const { meta, sql, due, names, later } = world
    await names()
    await later()
    const gate = Promise.withResolvers<void>()
    meta.hold = gate.promise
    meta.answer = { kind: 'found', templates: [told('stale')] }
    const slow = due()
    await meta.askedTimes(2)
    await sql`update template_accounts set claimed_until = now() - interval '1 second'`
    meta.hold = null
    meta.answer = { kind: 'found', templates: [told('fresh')] }
    await due()
    gate.resolve()
    await slow
    expect(await names()).toEqual(['fresh'])
  })

  test('staff may ask for it now, and not again and again', async () => {
    const { meta, names, refresh, sql } = world
    await names()
    meta.answer = { kind: 'found', templates: [told('new')] }
    await refresh()
    expect(await names()).toEqual(['order'])
    await sql`update template_accounts set fetched_at = fetched_at - interval '21 seconds'`
    const { status, body } = await refresh()
    expect(status).toBe(200)
    expect(Date.parse(body.data.fetched_at)).toBeGreaterThan(0)
    expect(await names()).toEqual(['new'])
  })
})

test('a claim lasts until it is given back or has run out', async () => {
  const { sql, names } = world
  await names()
  const claim = () => claimAccount(sql, { wabaId: WABA, leaseMs: 60_000 })
  expect(await claim()).toMatchObject({ wabaId: WABA, wanted: 0 })
  expect(await claim()).toBeNull()
  await sql`update template_accounts set claimed_until = now() - interval '1 second'`
  expect(await claim()).toMatchObject({ wabaId: WABA })
})
