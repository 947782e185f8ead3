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
