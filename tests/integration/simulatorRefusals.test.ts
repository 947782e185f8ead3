import { afterAll, afterEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { body, message, NUMBER, openGraphOf, template, text } from './graphWorld.ts'

setDefaultTimeout(60_000)

const { clock, simulator, graph, post, stop } = await openGraphOf()
afterAll(stop)

afterEach(() => simulator.behaveAgain())

const named = (...pairs: [string, string][]) =>
  pairs.map(([parameter_name, one]) => ({ type: 'text', parameter_name, text: one }))

describe('a send is refused', () => {
  const promo = (parameters: object[], words = body('Budi', '1 %')) =>
    template('promo_akhir_tahun', 'id', { type: 'header', parameters }, words, {
      type: 'button',
      sub_type: 'url',
      index: '0',
      parameters: [{ type: 'text', text: 'x' }],
    })
  const picture = { type: 'image', image: { link: 'https://example.com/a.png' } }
  const appointment = (first: string) =>
    template(
      'appointment_reminder',
      'en_US',
      { type: 'header', parameters: named(['branch', 'Bandung']) },
      { type: 'body', parameters: named([first, 'Ana'], ['date', '1'], ['time', '2']) },
    )

  test.each([
    ['without an addressee', { ...text, to: undefined }, 131008, 400],
    ['to what is no phone', { ...text, to: '+62abc' }, 131009, 400],
    ['to a user id in `to`', { ...text, to: 'ID.13491208655302741918' }, 131009, 400],
    ['to our own number', { ...text, to: '+15550783881' }, 131021, 400],
    ['to what is no user id', { ...text, to: undefined, recipient: '628' }, 131009, 400],
    ['of an unknown type', { type: 'poll', poll: {} }, 131051, 400],
    ['without its part', { type: 'text' }, 131008, 400],
    ['without words', { type: 'text', text: { body: '' } }, 131009, 400],
    ['that is too long', { type: 'text', text: { body: 'x'.repeat(4_097) } }, 131009, 400],
    [
      'with a key that nobody knows',
      { type: 'text', text: { body: 'a', colour: 'red' } },
      100,
      400,
    ],
    ['for another product', { ...text, messaging_product: 'messenger' }, 100, 400],
    ['with a long callback', { ...text, biz_opaque_callback_data: 'x'.repeat(513) }, 131009, 400],
    ['with a file that is not there', { type: 'image', image: { id: '1' } }, 100, 400],
    ['with an unknown template', template('unheard_of', 'id'), 132001, 400],
    ['with a template in another language', template('pengingat_angsuran', 'en_US'), 132001, 400],
    ['with a template that waits', template('survei_layanan', 'id'), 132001, 400],
    ['with a paused template', template('promo_lebaran', 'id', body('Budi')), 132015, 400],
    ['with too few parameters', template('pengingat_angsuran', 'id', body('a')), 132000, 400],
    ['with no parameters', template('pengingat_angsuran', 'id'), 132000, 400],
    ['with a name that is not the template’s', appointment('last_name'), 132012, 400],
    [
      'with a body that has become too long',
      promo([picture], body('x'.repeat(1_000), '1 %')),
      132005,
      400,
    ],
    ['with a template without its picture', promo([{ type: 'text', text: 'a' }]), 132012, 400],
    [
      'with a template without its button’s part',
      template('kode_masuk', 'id', body('123456')),
      131008,
      400,
    ],
    [
      'with a button that the template has not',
      template('pengingat_angsuran', 'id', body('a', 'b', 'c', 'd'), {
        type: 'button',
        sub_type: 'url',
        index: '0',
        parameters: [{ type: 'text', text: 'x' }],
      }),
      132012,
      400,
    ],
  ] as [string, object, number, number][])('%s', async (_, part, code, status) => {
    const answer = await post(part)
    expect(answer).toEqual({
      status,
      body: {
        error: {
          message: expect.stringMatching(new RegExp(`^\\(#${code}\\) .+`)),
          type: 'OAuthException',
          code,
          fbtrace_id: expect.any(String),
          ...(answer.body.error?.error_data && {
            error_data: { messaging_product: 'whatsapp', details: expect.any(String) },
          }),
        },
      },
    })
  })

  test('never, if it fits the template', async () => {
    const shouted = template('kode_masuk', 'id', body('123456'), {
      type: 'button',
      sub_type: 'URL',
      index: 0,
      parameters: [{ type: 'text', text: '123456' }],
    })
    for (const part of [promo([picture]), appointment('first_name'), shouted]) {
      expect((await post(part)).status).toBe(200)
    }
  })

  test('when it reacts to what is over 30 days old', async () => {
    await simulator.customer({ phone: '6281113' })
    const message_id = await simulator.says('6281113', { type: 'text', text: 'Halo' })
    const react = () =>
      post({ to: '+6281113', type: 'reaction', reaction: { message_id, emoji: '👍' } })
    expect((await react()).status).toBe(200)
    clock.now += 30 * 86_400_000 + 1
    const { status, body } = await react()
    expect([status, body.error.code]).toEqual([400, 131009])
  })

  test('for a one-time code to a hidden number', async () => {
    const { user_id } = await simulator.customer({ phone: '6281112', hidden: true })
    const code = template('kode_masuk', 'id', body('123456'), {
      type: 'button',
      sub_type: 'url',
      index: '0',
      parameters: [{ type: 'text', text: '123456' }],
    })
    const answer = await post({ ...code, to: undefined, recipient: user_id })
    expect(answer.body.error.code).toBe(131062)
  })

  test.each([
    ['no token', ''],
    ['an empty one', ' '],
  ])('with %s', async (_, token) => {
    const answer = await graph('POST', `v26.0/${NUMBER}/messages`, message(text), token)
    expect(answer).toMatchObject({ status: 401, body: { error: { code: 190 } } })
  })

  test.each(['{', '[]', '1', 'null', ''])('when the body is %j', async (raw) => {
    const answer = await graph('POST', `v26.0/${NUMBER}/messages`, raw)
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 100 } } })
  })

  test('from what is no number, and on paths that are none', async () => {
    expect((await post(text, 'our-number')).body.error).toMatchObject({
      code: 100,
      error_subcode: 33,
    })
    expect((await graph('POST', `latest/${NUMBER}/messages`, message(text))).body.error.code).toBe(
      2500,
    )
    expect((await graph('PUT', `v26.0/${NUMBER}/messages`, message(text))).body.error.code).toBe(
      2500,
    )
  })
})
