import { afterAll, expect, test } from 'bun:test'
import { signInto } from './browser.ts'
import { answered, box, open, openWriting, write } from './writeWorld.ts'

const { team, browser, url, end, openComposer, sentMessages } = await openWriting()
afterAll(end)

const merge = async (from: string, into: string) => {
  const answer = await team.call('POST', `/rooms/${from}/merge`, team.supervisor, { room_id: into })
  expect(answer.status).toBe(200)
}

test('when an open room is merged, the page moves to the other room with unsent texts, the draft and the focus', async () => {
  const older = await team.newRoom({ name: 'Tua' })
  const younger = await team.newRoom({ name: 'Muda' })
  const page = await openComposer(younger.id)
  await page.route('**/messages/send', (route) => route.abort())
  await write(page, 'queued words')
  await box(page).fill('half an ans')
  await merge(younger.id, older.id)
  await page.waitForURL(`${url}/inbox/${older.id}`)
  await page.getByRole('main', { name: 'Conversation with Tua' }).waitFor()
  await page.getByRole('log').getByText('queued words').waitFor()
  await page.waitForFunction(() => document.activeElement?.id === 'composer-text')
  await page.keyboard.type('wer')
  expect(await box(page).inputValue()).toBe('half an answer')
  const sent = answered(page, '/messages/send')
  await page.unroute('**/messages/send')
  await sent
  expect(await sentMessages(older.id)).toMatchObject([{ content_text: 'queued words' }])
})

test('a merged room’s link redirects to the room that remains, and its draft moves there', async () => {
  const older = await team.newRoom({ name: 'Lama' })
  const younger = await team.newRoom({ name: 'Baru' })
  const page = await openComposer(younger.id)
  await box(page).fill('kept')
  await page.goto('about:blank')
  await merge(younger.id, older.id)
  await page.goto(`${url}/inbox/${younger.id}`)
  await page.waitForURL(`${url}/inbox/${older.id}`)
  await page.getByRole('main', { name: 'Conversation with Lama' }).waitFor()
  expect(await box(page).inputValue()).toBe('kept')
  expect(page.faults).toEqual([])
})

test('a note whose room is merged while it is being saved leaves no draft behind', async () => {
  const older = await team.newRoom({ name: 'Dulu' })
  const younger = await team.newRoom({ name: 'Kini' })
  const page = await openComposer(younger.id)
  await box(page).fill('remember me')
  await page.getByRole('button', { name: /note/i }).first().click()
  const held = Promise.withResolvers<void>()
  const stored = Promise.withResolvers<void>()
  await page.route('**/notes', async (route) => {
    const response = await route.fetch()
    stored.resolve()
    await held.promise
    await route.fulfill({ response })
  })
  await page.locator('#composer-text').press('Enter')
  await stored.promise
  await merge(younger.id, older.id)
  await page.waitForURL(`${url}/inbox/${older.id}`)
  await page.getByRole('main', { name: 'Conversation with Dulu' }).waitFor()
  held.resolve()
  await page.waitForFunction(
    () => (document.getElementById('composer-text') as HTMLTextAreaElement | null)?.value === '',
  )
})

test('a file whose answer was lost is not stored twice when it is retried after a merge', async () => {
  const older = await team.newRoom({ name: 'Awal' })
  const younger = await team.newRoom({ name: 'Akhir' })
  const page = await openComposer(younger.id)
  const files = page.getByRole('list', { name: 'Files to send' })
  await page.route('**/messages/send-media-combined', async (route) => {
    await route.fetch()
    await route.abort()
  })
  const offer = { name: 'offer.txt', mimeType: 'text/plain', buffer: Buffer.from('offer') }
  await page.locator('input[type=file]').setInputFiles(offer)
  await files.getByRole('button', { name: 'Send' }).click()
  await files.getByRole('button', { name: 'Try again' }).waitFor()
  await page.unroute('**/messages/send-media-combined')
  await merge(younger.id, older.id)
  await page.waitForURL(`${url}/inbox/${older.id}`)
  await files.getByRole('button', { name: 'Try again' }).click()
  await files.waitFor({ state: 'detached' })
  expect(await sentMessages(older.id)).toHaveLength(1)
})

test('after a merge, an agent who is unassigned and assigned again sees the conversation again', async () => {
  const [older, younger, third] = [
    await team.newRoom({ name: 'Tetap' }),
    await team.newRoom({ name: 'Lebur' }),
    await team.newRoom({ name: 'Lain' }),
  ]
  const agent = await team.server.account('agent')
  const give = (id: string, how: 'assign' | 'unassign') =>
    team.call('POST', `/rooms/${id}/${how}`, team.supervisor, { agent_id: agent.id })
  for (const { id } of [older, younger, third]) await give(id, 'assign')
  const page = await browser.window()
  const halo = page.getByRole('log').getByText('Halo', { exact: true }).first()
  await signInto(page, url, agent)
  await page.goto(`${url}/inbox/${younger.id}`)
  await halo.waitFor()
  await open(page, third.id)
  await merge(younger.id, older.id)
  await page.locator(`a[data-room="${younger.id}"]`).waitFor({ state: 'detached' })
  await open(page, older.id)
  await halo.waitFor()
  await give(older.id, 'unassign')
  await page.getByText('This room is no longer yours').waitFor()
  await give(older.id, 'assign')
  await page.getByRole('main', { name: 'Conversation with Tetap' }).waitFor()
  await halo.waitFor()
})
