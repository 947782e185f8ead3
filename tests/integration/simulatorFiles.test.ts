import { afterAll, afterEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { NUMBER, openGraphOf } from './graphWorld.ts'

setDefaultTimeout(60_000)

const { clock, simulator, graph, stop } = await openGraphOf()
afterAll(stop)

afterEach(() => simulator.behaveAgain())

const upload = async (type: string, bytes = 'abc', claims: Record<string, string> = {}) => {
  const form = new FormData()
  form.set('messaging_product', 'whatsapp')
  for (const [name, value] of Object.entries(claims)) form.set(name, value)
  form.set('file', new File([bytes], 'a file', { type }))
  return graph('POST', `v26.0/${NUMBER}/media`, form)
}

describe('a file', () => {
  test('is kept, told of and fetched from where it is told', async () => {
    const { id } = (await upload('image/png', 'a picture')).body
    const { body: info } = await graph('GET', `v26.0/${id}?phone_number_id=${NUMBER}`)
    expect(info).toMatchObject({
      messaging_product: 'whatsapp',
      mime_type: 'image/png',
      sha256: new Bun.CryptoHasher('sha256').update('a picture').digest('hex'),
      file_size: 9,
      id,
    })
    const got = await fetch(info.url, { headers: { authorization: 'Bearer t' } })
    expect(await got.text()).toBe('a picture')
    expect(got.headers.get('content-type')).toBe('image/png')
    expect((await fetch(info.url)).status).toBe(401)
  })

  test('has a new address each time, good for five minutes', async () => {
    const { id } = (await upload('image/png')).body
    const address = async () => (await graph('GET', `v26.0/${id}`)).body.url as string
    const fetched = async (url: string) =>
      (await fetch(url, { headers: { authorization: 'Bearer t' } })).status
    const [first, second] = [await address(), await address()]
    expect(await fetched(first)).toBe(404)
    expect(await fetched(second)).toBe(200)
    clock.now += 5 * 60_000
    expect(await fetched(second)).toBe(404)
    expect(await fetched(await address())).toBe(200)
  })

  test('is gone after 30 days, or when it is deleted', async () => {
    const { id } = (await upload('image/png')).body
    const other = (await upload('image/png')).body.id
    expect((await graph('DELETE', `v26.0/${other}`)).body).toEqual({ success: true })
    clock.now += 30 * 86_400_000
    for (const gone of [id, other]) {
      const answer = await graph('GET', `v26.0/${gone}?phone_number_id=${NUMBER}`)
      expect(answer).toMatchObject({ status: 400, body: { error: { code: 100 } } })
    }
  })

  test('belongs to its number', async () => {
    const { id } = (await upload('image/png')).body
    const answer = await graph('GET', `v26.0/${id}?phone_number_id=1`)
    expect(answer.body.error.code).toBe(100)
  })

  test('is what its form says it is', async () => {
    const { id } = (await upload('image/png', 'abc', { type: 'application/pdf' })).body
    expect((await graph('GET', `v26.0/${id}`)).body.mime_type).toBe('application/pdf')
  })

  test.each([
    ['of a type that Meta does not take', 'text/html', 'abc', 100],
    ['that is empty', 'image/png', '', 131053],
    ['that is too large', 'image/webp', 'x'.repeat(500 * 1024 + 1), 131053],
  ])('%s is refused', async (_, type, bytes, code) => {
    expect((await upload(type, bytes)).body.error.code).toBe(code)
  })

  test('without a form is refused', async () => {
    const answer = await graph('POST', `v26.0/${NUMBER}/media`, { file: 'abc' })
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 100 } } })
  })
})
