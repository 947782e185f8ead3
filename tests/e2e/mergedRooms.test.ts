import { afterAll, expect, test } from 'bun:test'
import { answered, box, openWriting, write } from './writeWorld.ts'

const { team, url, end, writing, said } = await openWriting()
afterAll(end)

const merge = async (from: string, into: string) => {
  const answer = await team.call('POST', `/rooms/${from}/merge`, team.supervisor, { room_id: into })
  expect(answer.status).toBe(200)
}

test('who stands in a room that is merged goes on in the other one, with what waits and what is half written', async () => {
  const older = await team.newRoom({ name: 'Tua' })
  const younger = await team.newRoom({ name: 'Muda' })
  const page = await writing(younger.id)
  await page.route('**/messages/send', (route) => route.abort())
  await write(page, 'queued words')
  await box(page).fill('half an ans')
  await merge(younger.id, older.id)
  await page.waitForURL(`${url}/inbox/${older.id}`)
  await page.getByRole('main', { name: 'Conversation with Tua' }).waitFor()
  await page.getByRole('log').getByText('queued words').waitFor()
  expect(await box(page).inputValue()).toBe('half an ans')
  const sent = answered(page, '/messages/send')
  await page.unroute('**/messages/send')
  await sent
  expect(await said(older.id)).toMatchObject([{ content_text: 'queued words' }])
})

test('the link of a room that was merged leads to where it lives on, and its draft comes along', async () => {
  const older = await team.newRoom({ name: 'Lama' })
  const younger = await team.newRoom({ name: 'Baru' })
  const page = await writing(younger.id)
  await box(page).fill('kept')
  await page.goto('about:blank')
  await merge(younger.id, older.id)
  await page.goto(`${url}/inbox/${younger.id}`)
  await page.waitForURL(`${url}/inbox/${older.id}`)
  await page.getByRole('main', { name: 'Conversation with Lama' }).waitFor()
  expect(await box(page).inputValue()).toBe('kept')
  expect(page.faults).toEqual([])
})
