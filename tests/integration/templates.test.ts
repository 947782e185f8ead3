import { afterAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { z } from 'zod'
import { checkTemplateSend } from '../../src/actions/checkTemplateSend.ts'
import { createTemplateRefresh } from '../../src/actions/refreshTemplates.ts'
import { templateLanguage } from '../../src/domain/template.ts'
import { createIngest } from '../../src/ingest/ingest.ts'
import { template as templateSchema } from '../../src/protocol/template.ts'
import { claimAccount } from '../../src/store/templates.ts'
import { parseWebhook } from '../../src/whatsapp/parse.ts'
import { type TestDatabase, testDatabase } from '../helpers/cluster.ts'
import { openTestHttp, type TestHttp } from '../helpers/httpApp.ts'

setDefaultTimeout(60_000)

type GraphTemplates = NonNullable<Parameters<typeof createTemplateRefresh>[0]['graph']>
type Answer = Awaited<ReturnType<GraphTemplates['templates']>>
type Told = (Answer & { kind: 'found' })['templates'][number]

const WABA = '102290129340398'
const body = (text: string) => [{ type: 'BODY', text }]
const told = (name: string, more: Partial<Told> = {}): Told => ({
  id: `id-${name}-${more.language ?? 'id'}`,
  name,
  language: 'id',
  status: 'APPROVED',
  category: 'UTILITY',
  parameterFormat: 'POSITIONAL',
  components: body('Halo {{1}}'),
  ...more,
})

/** Meta, as far as it lists templates: what it says, and how often it was asked. */
function openMeta(templates: Told[]) {
  const meta = {
    asked: [] as string[],
    answer: { kind: 'found', templates } as Answer,
    /** Holds answers back until it is called. */
    hold: null as Promise<void> | null,
    async templates(wabaId: string): Promise<Answer> {
      meta.asked.push(wabaId)
      const { answer } = meta
      await meta.hold
      return answer
    },
  }
  return meta
}

async function openWorld(templates: Told[] = [told('order')]) {
  const database: TestDatabase = await testDatabase()
  const meta = openMeta(templates)
  const http: TestHttp = openTestHttp(database.url, { graph: meta })
  const { sql } = http.ctx
  const channelId = Bun.randomUUIDv7()
  await sql`insert into channels (id, phone_number_id, waba_id) values (${channelId}, '106540352242922', ${WABA})`
  const ingest = createIngest(http.ctx, { error: () => {} })
  const [agent, supervisor] = await Promise.all([
    http.signedIn('agent'),
    http.signedIn('supervisor'),
  ])
  const list = async (query = '', token = agent.token) => {
    const { status, body } = await http.call('GET', `/templates${query}`, { token })
    expect(status).toBe(200)
    z.array(templateSchema).parse(body.data)
    return body
  }
  return {
    http,
    sql,
    meta,
    channelId,
    agent,
    supervisor,
    list,
    names: async (query = '') => (await list(query)).data.map(({ name }: Told) => name),
    refresh: () => http.call('POST', '/templates/refresh', { token: supervisor.token }),
    /** A signed webhook about a template. */
    hears: (field: string, value: object) => {
      const webhook = {
        object: 'whatsapp_business_account',
        entry: [{ id: WABA, time: 1, changes: [{ field, value }] }],
      }
      const items = parseWebhook(webhook, Date.now())
      return ingest.submit({ items, body: Buffer.from(JSON.stringify(webhook)) })
    },
    /** Whatever was asked for or has failed, is due again. */
    later: () => sql`
      update template_accounts set due_at = now() - interval '1 second', fetched_at = fetched_at - interval '1 hour'`,
    due: () => http.deps.templates.due(),
    check: (name: string, components: unknown, language = 'id') =>
      checkTemplateSend({ sql, now: Date.now }, http.deps.templates, {
        channelId,
        name,
        language,
        components,
      }),
    async end() {
      await http.close()
      await database.drop()
    },
  }
}

let world: Awaited<ReturnType<typeof openWorld>>
beforeEach(async () => {
  await world?.end()
  world = await openWorld()
})
afterAll(() => world.end())

const unprocessable = (reason: string) => ({ code: 'unprocessable', details: { reason } })

describe('listing', () => {
  test('the first asks Meta and waits; later ones are answered from what is known', async () => {
    const { meta, list, agent } = world
    const first = await list()
    expect(first.data).toMatchObject([
      {
        waba_id: WABA,
        name: 'order',
        language: 'id',
        status: 'APPROVED',
        parameter_format: 'positional',
        parameters: [{ component: 'body', type: 'text', name: '1', required: true }],
      },
    ])
    expect(Date.parse(first.fetched_at)).toBeGreaterThan(0)
    expect(first).toMatchObject({ next_cursor: null, problem: null })
    meta.answer = { kind: 'retry', error: null }
    expect((await list('', agent.token)).data).toEqual(first.data)
    expect(meta.asked).toEqual([WABA])
  })

  test('shows what is approved, page by page, of a channel and by a part of the name', async () => {
    const { meta, list, names, sql, channelId } = world
    const templates = Array.from({ length: 7 }, (_, n) => told(`offer_${n}`))
    const english = told('order', { language: 'en-US' })
    const not = ['PENDING', 'REJECTED', 'PAUSED'].map((status) => told(`no_${status}`, { status }))
    meta.answer = { kind: 'found', templates: [...templates, told('order'), english, ...not] }
    const all = ['offer_0', 'offer_1', 'offer_2', 'offer_3', 'offer_4', 'offer_5', 'offer_6']
    expect(await names()).toEqual([...all, 'order', 'order'])
    expect((await list()).data.at(-2).language).toBe('en_US')
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: Awaited<ReturnType<typeof list>> = await list(
        `?limit=2${cursor && `&cursor=${cursor}`}`,
      )
      seen.push(...page.data.map(({ name, language }: Told) => `${name} ${language}`))
      cursor = page.next_cursor
    }
    expect(seen).toEqual([...all.map((name) => `${name} id`), 'order en_US', 'order id'])
    expect(await names('?q=FER_3')).toEqual(['offer_3'])
    expect(await names('?q=%25')).toEqual([])
    expect(await names(`?channel_id=${channelId}`)).toHaveLength(9)
    await sql`insert into channels (id, phone_number_id) values (${Bun.randomUUIDv7()}, '7')`
    expect(await names(`?channel_id=${Bun.randomUUIDv7()}`)).toEqual([])
  })

  test.each([
    '?limit=0',
    '?limit=101',
    '?cursor=x',
    '?cursor=W10',
    '?channel_id=x',
    '?q=',
    '?q=%00',
  ])('with %s is refused', async (query) => {
    const answer = await world.http.call('GET', `/templates${query}`, {
      token: world.agent.token,
    })
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'invalid_request' } } })
  })

  test('without a way to Meta it is empty and says that nobody was asked', async () => {
    const http = openTestHttp((await testDatabase()).url)
    const { token } = await http.signedIn('agent')
    const { body } = await http.call('GET', '/templates', { token })
    expect(body).toEqual({
      success: true,
      data: [],
      next_cursor: null,
      fetched_at: null,
      problem: null,
    })
    await http.close()
  })
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
      [{ kind: 'refused', error: { code: 190 } }, 'refused'],
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
    while (meta.asked.length === 0) await Bun.sleep(1)
    // All but the one that waits for Meta have nothing to do.
    await Promise.race(others)
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
    while (meta.asked.length < 2) await Bun.sleep(1)
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

describe('a template webhook', () => {
  const about = (more: object) => ({
    message_template_id: 7,
    message_template_name: 'order',
    message_template_language: 'en-US',
    ...more,
  })
  const open = async () => {
    const order = told('order', { id: '7', language: 'en_US' })
    world.meta.answer = { kind: 'found', templates: [order, told('other')] }
    await world.names()
    return order
  }

  test.each([
    ['by its id', about({ message_template_name: 'x' })],
    ['by its name, whatever the language is spelt like', about({ message_template_id: 8 })],
  ])('shows a status at once, found %s', async (_, value) => {
    await open()
    await world.hears('message_template_status_update', { ...value, event: 'PAUSED' })
    expect(await world.names()).toEqual(['other'])
    await world.hears('message_template_status_update', { ...value, event: 'FLAGGED' })
    expect(await world.names()).toEqual(['other'])
    await world.hears('message_template_status_update', { ...value, event: 'REINSTATED' })
    expect(await world.names()).toEqual(['order', 'other'])
  })

  test('shows a quality and a category at once', async () => {
    await open()
    const quality = { previous_quality_score: 'GREEN', new_quality_score: 'RED' }
    await world.hears('message_template_quality_update', about(quality))
    const category = { previous_category: 'UTILITY', new_category: 'MARKETING' }
    await world.hears('template_category_update', about(category))
    expect((await world.list('?q=order')).data).toMatchObject([
      { quality: 'RED', category: 'MARKETING', status: 'APPROVED' },
    ])
  })

  test.each([
    'message_template_status_update',
    'message_template_components_update',
    'message_template_quality_update',
    'template_category_update',
  ])('%s has its account asked for anew, also when Meta says the same again', async (field) => {
    const order = await open()
    const asked = async () => {
      const [row] = await world.sql`
        select wanted, due_at <= now() + interval '30 seconds' as soon from template_accounts`
      return row
    }
    expect(await asked()).toEqual({ wanted: 0, soon: false })
    for (const wanted of [1, 2]) {
      await world.hears(field, about({ event: 'APPROVED' }))
      expect(await asked()).toEqual({ wanted, soon: true })
    }
    world.meta.answer = { kind: 'found', templates: [order, told('newer')] }
    await world.later()
    await world.due()
    expect(await world.names()).toEqual(['newer', 'order'])
    expect((await asked())!.soon).toBe(false)
  })

  test('that comes while Meta is being asked has the account asked for once more', async () => {
    await open()
    await world.later()
    const gate = Promise.withResolvers<void>()
    world.meta.hold = gate.promise
    const asking = world.due()
    while (world.meta.asked.length < 2) await Bun.sleep(1)
    await world.hears('message_template_components_update', about({}))
    gate.resolve()
    await asking
    const [row] = await world.sql`
      select due_at <= now() + interval '30 seconds' as soon from template_accounts`
    expect(row!.soon).toBe(true)
  })

  test('of an account that has no number yet makes it known', async () => {
    await world.sql`delete from channels`
    await world.hears('message_template_status_update', about({ event: 'APPROVED' }))
    expect(await world.names()).toEqual(['order'])
  })

  test('of any shape harms nobody', async () => {
    for (const value of [
      null,
      [],
      'x',
      7,
      { event: {} },
      { event: '\0'.repeat(9) },
      about({ event: 'x'.repeat(1e5) }),
    ])
      await world.hears('message_template_status_update', value as object)
    expect(await world.sql`select 1 from quarantine`).toHaveLength(0)
    await open()
    await world.hears('message_template_status_update', about({ event: 'drop table' }))
    expect(await world.names()).toEqual(['order', 'other'])
  })

  test('[M3] languages are the same to the database and to the server', async () => {
    for (const code of ['en-US', 'en_us', ' ID ', 'zh_CN', 'es-419', '', 'a-b-c']) {
      const [row] = await world.sql`select template_language(${code}) as language`
      expect(row!.language).toBe(templateLanguage(code))
    }
  })
})

describe('before a template is sent', () => {
  const filled = [{ type: 'body', parameters: [{ type: 'text', text: 'Ana' }] }]

  test('it is told how it reads, and the language is Meta’s own', async () => {
    const order = told('order', { language: 'en_US' })
    world.meta.answer = { kind: 'found', templates: [order] }
    expect(await world.check('order', filled, 'en-us')).toEqual({
      language: 'en_US',
      text: 'Halo Ana',
    })
  })

  test('what does not fit, is not there or is not approved is refused with the reason', async () => {
    world.meta.answer = {
      kind: 'found',
      templates: [told('order'), told('paused', { status: 'PAUSED' })],
    }
    await expect(world.check('order', [])).rejects.toMatchObject({
      ...unprocessable('template_parameters'),
      message: 'The body needs 1 parameter, and 0 are given.',
    })
    await expect(world.check('gone', filled)).rejects.toMatchObject(
      unprocessable('template_unknown'),
    )
    await expect(world.check('order', filled, 'en')).rejects.toMatchObject(
      unprocessable('template_unknown'),
    )
    await expect(world.check('paused', filled)).rejects.toMatchObject(
      unprocessable('template_not_approved'),
    )
  })

  test('Meta is asked for one that is not known, and not for each of many', async () => {
    await world.names()
    await world.later()
    world.meta.answer = { kind: 'found', templates: [told('order'), told('just_approved')] }
    expect(await world.check('just_approved', filled)).toMatchObject({ text: 'Halo Ana' })
    const asked = world.meta.asked.length
    for (let n = 0; n < 5; n++)
      await expect(world.check(`no_${n}`, filled)).rejects.toMatchObject(
        unprocessable('template_unknown'),
      )
    expect(world.meta.asked).toHaveLength(asked)
  })

  test('Meta decides as long as nobody could be asked', async () => {
    world.meta.answer = { kind: 'retry', error: null }
    expect(await world.check('any', [], 'en-US')).toEqual({ language: 'en-US', text: null })
    await world.sql`update channels set waba_id = null`
    expect(await world.check('any', [])).toEqual({ language: 'id', text: null })
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
