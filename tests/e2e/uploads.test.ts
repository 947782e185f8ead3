import { afterAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { signInHere } from './browser.ts'
import { answered, open, openWriting } from './writeWorld.ts'

const { team, end, account, openComposer, signOut } = await openWriting()
afterAll(end)

const UPLOAD = '**/messages/send-media-combined'
const files = (page: Page) => page.getByRole('list', { name: 'Files to send' })
const attach = (page: Page) =>
  page
    .locator('input[type=file]')
    .setInputFiles({ name: 'offer.txt', mimeType: 'text/plain', buffer: Buffer.from('offer') })

/** A page that shows an upload's failure in the room of this name, while another room is open. */
async function failedElsewhere(name: string) {
  const [one, two] = [await team.newRoom({ name }), await team.newRoom()]
  const page = await openComposer(one.id)
  await page.locator('html[data-alerts=on]').waitFor()
  const left = Promise.withResolvers<void>()
  await page.route(UPLOAD, (route) => left.promise.then(() => route.abort()))
  await attach(page)
  await files(page).getByRole('button', { name: 'Send' }).click()
  await open(page, two.id)
  await files(page).waitFor({ state: 'detached' })
  left.resolve()
  await page.getByText('offer.txt was not sent').waitFor()
  return page
}

test('an upload that fails while another room is open shows a toast, and the file waits in its room', async () => {
  const page = await failedElsewhere('Sembilan')
  await page.getByRole('button', { name: 'Open' }).click()
  await page.getByRole('main', { name: 'Conversation with Sembilan' }).waitFor()
  await page.unroute(UPLOAD)
  const sent = answered(page, '/messages/send-media-combined')
  await files(page).getByRole('button', { name: 'Try again' }).click()
  await sent
  await files(page).waitFor({ state: 'detached' })
  expect(page.faults).toEqual([])
})

test('an unsent file stays in its room, only for the user who attached it', async () => {
  const [one, two] = [await team.newRoom(), await team.newRoom()]
  const page = await openComposer(one.id)
  await attach(page)
  await open(page, two.id)
  await files(page).waitFor({ state: 'detached' })
  await open(page, one.id)
  await files(page).getByText('offer.txt').waitFor()
  await signOut(page)
  await signInHere(page, await account())
  await open(page, one.id)
  expect(await files(page).count()).toBe(0)
})

test('the next user sees no toast about another user’s files', async () => {
  const page = await failedElsewhere('Sepuluh')
  await signOut(page)
  expect(await page.getByText('offer.txt was not sent').count()).toBe(0)
  await signInHere(page, await team.server.account('agent'))
  await page.locator('html[data-alerts=on]').waitFor()
  expect(await page.getByText('offer.txt was not sent').count()).toBe(0)
})
