import { afterAll, expect, test } from 'bun:test'
import type { Locator } from 'playwright-core'
import { newPhone, newWamid, textMessage, webhook } from '../helpers/webhooks.ts'
import { row } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'

const { team, end, opened } = await openTeamInBrowser()
afterAll(end)

/** Names and tags may be this long, and need not have a space. */
const TITLE = 'Judul'.repeat(40)
const TAG = 'T'.repeat(50)
const AGENT = 'Suryadiningratan'.repeat(6)

const isWhole = (box: Locator) =>
  box.evaluate((element) => element.scrollWidth <= element.clientWidth)

async function newLongRoom() {
  const phone = newPhone()
  const room = await team.newRoom({ phone, name: 'W'.repeat(90) })
  const message = textMessage(phone, 'Halo')
  const unsupported = {
    from: phone,
    id: newWamid(),
    timestamp: String(Math.floor(Date.now() / 1000)),
    type: 'unsupported',
    errors: [{ code: 131051, title: 'Message type unknown' }],
  }
  await team.server.deliver(webhook({ ...message, messages: [unsupported] }))
  const agent_id = (await team.server.account('agent', AGENT)).id
  await team.call('POST', `/rooms/${room.id}/assign`, team.supervisor, { agent_id })
  await team.call('PUT', `/rooms/${room.id}/tags`, team.supervisor, { tags: [TAG] })
  await team.call('PATCH', `/rooms/${room.id}`, team.supervisor, { title: TITLE })
  return room
}

test('long words break in the details: the whole name can be read, and every tag be removed', async () => {
  const room = await newLongRoom()
  const page = await opened('supervisor', room.id)
  const details = page.getByRole('complementary', { name: 'Details' })
  await details.getByText('set the tags to').waitFor()
  await details.getByText('named the room').waitFor()
  expect(await isWhole(details)).toBe(true)
  expect(await isWhole(details.getByRole('heading', { name: TITLE }))).toBe(true)
  expect(await isWhole(details.getByText(AGENT, { exact: true }).first())).toBe(true)
  await details.getByRole('button', { name: `Remove ${TAG}` }).click({ timeout: 5_000 })
  await details.getByText('No tags.').waitFor()
  expect(page.faults).toEqual([])
})

test('on a phone, long words break in the conversation, and leave the message field one line high', async () => {
  const room = await newLongRoom()
  const page = await opened('supervisor', room.id, 375)
  const messages = page.getByRole('log')
  await messages.getByText('Suryadiningratan').waitFor()
  expect(await isWhole(messages)).toBe(true)
  const field = page.getByLabel('Message', { exact: true })
  expect((await field.boundingBox())!.height).toBeLessThan(60)
  await field.fill('satu\ndua\ntiga')
  expect((await field.boundingBox())!.height).toBeGreaterThan(60)
  expect(page.faults).toEqual([])
})

test('a long tag in the list ends with an ellipsis, not in the middle of a letter', async () => {
  const room = await newLongRoom()
  const page = await opened('supervisor', room.id)
  const tag = row(page, TAG).first().getByText(TAG)
  expect(await tag.evaluate((box) => getComputedStyle(box).display)).toBe('block')
  expect(await tag.evaluate((box) => getComputedStyle(box).textOverflow)).toBe('ellipsis')
})

test('in tables a long word leaves room for the columns and buttons behind it', async () => {
  const room = await team.newRoom({ name: 'Budi' })
  const name = 'Raden'.repeat(35)
  const lead = { name, phone: newPhone(), loan_type: 'Multiguna'.repeat(12), leads_status: 'Janji' }
  await team.call('POST', '/leads', team.supervisor, lead)
  await team.call('POST', '/quick-replies', team.supervisor, {
    shortcut: 'panjang',
    text: 'y'.repeat(500),
  })
  const page = await opened('supervisor', room.id)
  await page.getByRole('link', { name: 'Leads' }).click()
  const leads = page.getByRole('region', { name: 'Leads', exact: true })
  await leads.getByText(name).waitFor()
  expect(await isWhole(leads)).toBe(true)
  // A word that fits is not broken.
  expect((await leads.getByText('Janji', { exact: true }).boundingBox())!.height).toBeLessThan(30)
  await page.goto(`${team.server.url}/manage/quick-replies`)
  const replies = page.getByRole('region', { name: 'Quick replies' })
  await replies.getByText('/panjang').waitFor()
  expect(await isWhole(replies)).toBe(true)
})

test('the search field of the leads stands out from the page', async () => {
  const room = await team.newRoom({ name: 'Budi' })
  const page = await opened('supervisor', room.id)
  await page.getByRole('link', { name: 'Leads' }).click()
  const box = page.getByRole('searchbox', { name: 'Name or phone' }).locator('..')
  await box.waitFor()
  const { border, paper } = await box.evaluate((element) => ({
    border: getComputedStyle(element).borderTopColor,
    paper: getComputedStyle(document.body).backgroundColor,
  }))
  expect(border).not.toBe('rgba(0, 0, 0, 0)')
  expect(border).not.toBe(paper)
})
