import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { hold } from '../helpers/locks.ts'
import { newPhone } from '../helpers/webhooks.ts'
import { openSearch } from './searchWorld.ts'
import { edit, from, revoke } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const { inbox, search, finds, indexAll, said } = await openSearch()
afterAll(() => inbox.stop())

test('a message is found within about a second, in Indonesian and in English, inflected or not', async () => {
  const indonesian = await said('Pembayaranmu sudah kami terima kemarin')
  const english = await said('Your invoices were delivered yesterday')
  const before = Date.now()
  const [found] = await finds('bayar', [indonesian])
  expect(Date.now() - before).toBeLessThan(5000)
  expect(found!.fragment).toBe('<mark>Pembayaranmu</mark> sudah kami terima kemarin')
  expect(found!.room.room_title).toBe('Ana')
  const [other] = await finds('invoice delivering', [english])
  expect(other!.fragment).toBe('Your <mark>invoices</mark> were <mark>delivered</mark> yesterday')
})

test('any part of a text is found: of a phone number, of an order id', async () => {
  const wamid = await said('Order INV-2026/00731-XK, call +6281234567890')
  const [byOrder] = await finds('26/00731', [wamid])
  expect(byOrder!.fragment).toContain('INV-20<mark>26/00731</mark>-XK')
  const [byPhone] = await finds('1234567', [wamid])
  expect(byPhone!.fragment).toContain('+628<mark>1234567</mark>890')
})

test('wildcards and operators are only characters', async () => {
  const wamid = await said('diskon 100% untuk a_b\\c')
  await finds('100%', [wamid])
  await finds('a_b\\c', [wamid])
  await finds('dis_on', [])
  await finds('dis%untuk', [])
  await finds('zzz | diskon', [])
  await finds('!zzz', [])
  for (const q of ["'", '"', '& | ! <->', '()', ':*', '\\', '%', '%%%', '___', 'a\\', '--', '💬']) {
    expect((await search(q)).status).toBe(200)
  }
})

test('a fragment is safe HTML, whatever the text and whatever is looked for', async () => {
  const text = `<img src=x onerror=alert(1)> & "serangan" 'x' <mark>serangan</mark> &lt;b&gt; \ue000\ue001\ue002`
  const wamid = await said(text)
  for (const q of ['serangan', '<img', 'onerror', 'alert(1)>', '<mark>', '&lt;']) {
    const [found] = await finds(q, [wamid])
    const plain = found!.fragment.replace(/<\/?mark>/g, '')
    expect(plain).not.toMatch(/[<>"']/)
    expect(plain).not.toMatch(/&(?!(?:lt|gt|amp|quot|#39);)/)
    expect(found!.fragment).toContain('<mark>')
    expect(found!.fragment.match(/<mark>/g)!.length).toBe(
      found!.fragment.match(/<\/mark>/g)!.length,
    )
  }
  const [found] = await finds('onerror', [wamid])
  expect(found!.fragment).toStartWith(
    '&lt;img src=x <mark>onerror</mark>=alert(1)&gt; &amp; &quot;',
  )
})

test('a long text is cut to a fragment around its first match', async () => {
  const wamid = await said(`${'lorem ipsum '.repeat(100)} jarummm ${'dolor sit '.repeat(100)}`)
  const [found] = await finds('jarummm', [wamid])
  expect(found!.fragment).toMatch(/^….*<mark>jarummm<\/mark>.*…$/)
  expect(found!.fragment.length).toBeLessThan(300)
})

test('an agent finds messages of its own rooms only, from assignment to unassignment', async () => {
  const wamid = await said('rahasia kukulkan')
  const agent = await inbox.server.person('agent')
  await finds('kukulkan', [wamid])
  await finds('kukulkan', [], agent)
  const room = await inbox.roomOf(wamid)
  const { token } = inbox.supervisor
  const body = { agent_id: agent.id }
  await inbox.server.api('POST', `/rooms/${room}/assign`, { token, body })
  await finds('kukulkan', [wamid], agent)
  await inbox.server.api('POST', `/rooms/${room}/unassign`, { token, body })
  expect((await search('kukulkan', agent)).hits).toEqual([])
})

test('an edited message is found by what it says now, a revoked one by nothing', async () => {
  const phone = newPhone()
  const wamid = await said('sebelum purnama', phone)
  await finds('purnama', [wamid])
  await inbox.take(from({ phone, name: 'Ana' }, edit(wamid, 'sesudah gerhana')))
  await finds('purnama', [])
  await finds('gerhana', [wamid])
  await inbox.take(from({ phone, name: 'Ana' }, revoke(wamid)))
  await finds('gerhana', [])
})

test('a message that was taken back or removed is found by nothing, even before the index knows', async () => {
  const { server, sql, supervisor } = inbox
  const { token } = supervisor
  const phone = newPhone()
  const [kept, revoked] = [await said('kijang satu', phone), await said('kijang dua', phone)]
  // It stays unsent, and can then be removed.
  await sql`update channels set state = 'refused'`
  const body = { room_id: await inbox.roomOf(kept), text: 'kijang tiga' }
  const { id } = (await server.api('POST', '/messages/send', { token, body })).body.data
  await sql`update messages set status = 'failed' where id = ${id}`
  await indexAll()
  const found = async () => (await search('kijang')).hits.map((one) => one.content_text)
  expect(await found()).toEqual(['kijang tiga', 'kijang dua', 'kijang satu'])

  const index = await hold(server.databaseUrl, (tx) => tx`select pg_advisory_xact_lock(7284, 2)`)
  await inbox.take(from({ phone, name: 'Ana' }, revoke(revoked)))
  expect((await server.api('DELETE', `/messages/${id}`, { token })).status).toBe(200)
  expect(await found()).toEqual(['kijang satu'])
  await index.release()
  await sql`update channels set state = 'ok'`
})

test('the best comes first, of equals the latest, page by page', async () => {
  const wamids: string[] = []
  for (const index of Array(5).keys()) wamids.unshift(await said(`halaman wortel ke ${index}`))
  const best = await said('wortel wortel wortel')
  const all = await finds('wortel', [best, ...wamids])
  const pages = []
  for (let more = '&limit=2'; ; ) {
    const { body } = await search('wortel', inbox.supervisor, more)
    expect(body.data.length).toBeLessThanOrEqual(2)
    pages.push(...body.data)
    if (body.next_cursor === null) break
    more = `&limit=2&cursor=${body.next_cursor}`
  }
  expect(pages).toEqual(all)
})

test('a search is refused without a session, without words, and when it is too long', async () => {
  const { server } = inbox
  expect((await server.api('GET', '/messages/search?q=x')).status).toBe(401)
  expect((await search('')).status).toBe(400)
  expect((await search('   ')).status).toBe(400)
  expect((await search('x'.repeat(201))).status).toBe(400)
  expect((await search('a\0b')).status).toBe(400)
  expect((await search('x'.repeat(200))).status).toBe(200)
  expect((await search('x', inbox.supervisor, '&cursor=nonsense')).status).toBe(400)
})

test('messages of merged rooms are found in the room that stays, by who sees it', async () => {
  const [older, newer] = [await said('merpati satu'), await said('merpati dua')]
  await finds('merpati', [newer, older])
  const [into, gone] = [await inbox.roomOf(older), await inbox.roomOf(newer)]
  const agent = await inbox.server.person('agent')
  const { token } = inbox.supervisor
  const body = { agent_id: agent.id }
  await inbox.server.api('POST', `/rooms/${into}/assign`, { token, body })
  await inbox.server.api('POST', `/rooms/${into}/merge`, { token, body: { room_id: gone } })
  const found = await finds('merpati', [newer, older], agent)
  expect(found.map(({ room }) => room.room_id)).toEqual([into, into])
})
