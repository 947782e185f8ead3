import { afterAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { openTemplates, told } from './templatesWorld.ts'

setDefaultTimeout(60_000)

let world: Awaited<ReturnType<typeof openTemplates>>
beforeEach(async () => {
  await world?.end()
  world = await openTemplates()
})
afterAll(() => world.end())

const unprocessable = (reason: string) => ({ code: 'unprocessable', details: { reason } })

describe('before a template is sent', () => {
  const filled = [{ type: 'body', parameters: [{ type: 'text', text: 'Ana' }] }]

  test('its text is filled in, and its language is spelled as Meta’s', async () => {
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
