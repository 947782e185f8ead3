import { afterAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { templateLanguage } from '../../src/domain/template.ts'
import { openTemplates, told } from './templatesWorld.ts'

setDefaultTimeout(60_000)

let world: Awaited<ReturnType<typeof openTemplates>>
beforeEach(async () => {
  await world?.end()
  world = await openTemplates()
})
afterAll(() => world.end())

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
  ])('%s has its account asked again, also when Meta says the same again', async (field) => {
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

  test('that comes during a fetch causes another one', async () => {
    await open()
    await world.later()
    const gate = Promise.withResolvers<void>()
    world.meta.hold = gate.promise
    const asking = world.due()
    await world.meta.askedTimes(2)
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

  test('of any shape does no harm', async () => {
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
