import { afterAll, expect, test } from 'bun:test'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { edit, from, revoke } from '../integration/webhookWorld.ts'
import { seriousFaults } from './accessible.ts'
import { signInto, type Tab } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'

const HOUR = 3_600_000

const { team, browser, end } = await openTeamInBrowser()
afterAll(end)

/** Opens a room on a supervisor's page. */
async function opened(roomId: string): Promise<Tab> {
  const page = await browser.window()
  await signInto(page, team.server.url, await team.server.account('supervisor', 'Sri'))
  await page.goto(`${team.server.url}/inbox/${roomId}`)
  await page.getByRole('region', { name: 'Answer' }).waitFor()
  return page
}
async function messages(roomId: string) {
  const { body } = await team.call('GET', `/rooms/${roomId}/messages`, team.supervisor)
  return body.data as { content_text: string; direction: string; client_message_id: string }[]
}
/** Resolves when the page's request to this path has succeeded. */
const answered = (page: Tab, path: string) =>
  page.waitForResponse((answer) => answer.url().endsWith(path) && answer.ok())

test('Enter sends only once even if pressed twice, Shift+Enter inserts a line break, and a draft survives a reload', async () => {
  const { id } = await team.newRoom()
  const page = await opened(id)
  const text = page.getByLabel('Message', { exact: true })
  await text.fill('half an ans')
  await page.reload()
  expect(await text.inputValue()).toBe('half an ans')
  await text.fill('Selamat pagi')
  await text.press('Shift+Enter')
  await text.pressSequentially('Ada yang bisa dibantu?')
  const sent = answered(page, '/messages/send')
  await text.press('Enter')
  await text.press('Enter')
  await sent
  expect(await text.inputValue()).toBe('')
  const ours = (await messages(id)).filter(({ direction }) => direction === 'outgoing')
  expect(ours.map((one) => one.content_text)).toEqual(['Selamat pagi\nAda yang bisa dibantu?'])
  expect(page.faults).toEqual([])
})

test('a text written while the server is down is sent once when it is back, also after a reload', async () => {
  const { id } = await team.newRoom()
  const page = await opened(id)
  await page.route('**/messages/send', (route) => route.abort())
  await page.getByLabel('Message', { exact: true }).fill('kept')
  await page.getByLabel('Message', { exact: true }).press('Enter')
  await page.waitForFunction(() =>
    Object.keys(localStorage).some((key) => localStorage.getItem(key)?.includes('"text":"kept"')),
  )
  await page.unroute('**/messages/send')
  const sent = answered(page, '/messages/send')
  await page.reload()
  await sent
  const ours = (await messages(id)).filter(({ content_text }) => content_text === 'kept')
  expect(ours).toHaveLength(1)
})

test('a slash finds quick replies, which are inserted by keyboard', async () => {
  const { id } = await team.newRoom()
  const reply = { shortcut: 'salam', text: 'Halo, ada yang bisa kami bantu?' }
  await team.call('POST', '/quick-replies', team.supervisor, reply)
  await team.call('POST', '/quick-replies', team.supervisor, {
    shortcut: 'tutup',
    text: 'Sampai jumpa',
  })
  const page = await opened(id)
  await page.getByLabel('Message', { exact: true }).fill('/sal')
  await page.getByRole('option', { name: /salam/ }).waitFor()
  expect(await seriousFaults(page)).toEqual([])
  await page.getByLabel('Message', { exact: true }).press('Enter')
  expect(await page.getByLabel('Message', { exact: true }).inputValue()).toBe(reply.text)
})

test('a note is only for colleagues, and can be written when the window is closed', async () => {
  const phone = newPhone()
  await team.take(from({ phone, name: 'Late' }, 'Halo', { at: Date.now() - 30 * HOUR }))
  const { body } = await team.call('GET', `/rooms?q=${phone}`, team.supervisor)
  const id = body.data[0].room_id
  const page = await opened(id)
  await page.getByText('The 24-hour window is closed').waitFor()
  expect(await seriousFaults(page)).toEqual([])
  await page.getByRole('button', { name: 'Internal note' }).click()
  await page.getByLabel('A note for colleagues').fill('Promised to pay on Friday')
  const saved = answered(page, '/notes')
  await page.getByRole('button', { name: 'Save note' }).click()
  await saved
  const [note] = await messages(id)
  expect(note).toMatchObject({ direction: 'note', content_text: 'Promised to pay on Friday' })
  await page.getByText('The 24-hour window is closed').waitFor()
})

test('reply buttons are sent in the Cloud API’s own shape', async () => {
  const { id } = await team.newRoom()
  const page = await opened(id)
  await page.getByRole('button', { name: 'Buttons and lists' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Text').fill('Masih sesuai?')
  await dialog.getByLabel('Answer 1').fill('Ya')
  await dialog.getByRole('button', { name: 'Add an answer' }).click()
  await dialog.getByLabel('Answer 2').fill('Tidak')
  expect(await seriousFaults(page)).toEqual([])
  const sent = answered(page, '/messages/send-interactive')
  await dialog.getByRole('button', { name: 'Send' }).click()
  await sent
  const [message] = await messages(id)
  expect(message).toMatchObject({ content_type: 'interactive', direction: 'outgoing' })
})

test('an emoji is found by name and inserted at the caret', async () => {
  const { id } = await team.newRoom()
  const page = await opened(id)
  await page.getByLabel('Message', { exact: true }).fill('Terima kasih ')
  await page.getByRole('button', { name: 'Emoji' }).click()
  await page.getByLabel('Find an emoji').fill('folded hands')
  await page.getByRole('button', { name: 'folded hands', exact: true }).click()
  expect(await page.getByLabel('Message', { exact: true }).inputValue()).toBe('Terima kasih 🙏')
  expect(page.faults).toEqual([])
})

test('the message that is being answered is shown as the customer has edited or deleted it since', async () => {
  const customer = { phone: newPhone(), name: 'Ana' }
  const { id } = await team.newRoom(customer)
  const wamid = newWamid()
  await team.take(from(customer, 'Harga untuk 5 unit?', { wamid }))
  const page = await opened(id)
  await page.getByRole('log').getByText('Harga untuk 5 unit?').waitFor()
  await page.keyboard.press('r')
  const answer = page.getByRole('region', { name: 'Answer' })
  await answer.getByText('Harga untuk 5 unit?').waitFor()
  await team.take(from(customer, edit(wamid, 'Harga untuk 50 unit?')))
  await answer.getByText('Harga untuk 50 unit?').waitFor()
  await team.take(from(customer, revoke(wamid)))
  await answer.getByText('Deleted', { exact: true }).waitFor()
  expect(page.faults).toEqual([])
})
