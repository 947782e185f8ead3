import { afterAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { testDatabase } from '../helpers/cluster.ts'
import { openTestHttp } from '../helpers/httpApp.ts'
import { openTemplates, type Told, told, WABA } from './templatesWorld.ts'

setDefaultTimeout(60_000)

let world: Awaited<ReturnType<typeof openTemplates>>
beforeEach(async () => {
  await world?.end()
  world = await openTemplates()
})
afterAll(() => world.end())

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
