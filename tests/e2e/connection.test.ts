import { afterAll, expect, test } from 'bun:test'
import { ADMIN } from '../helpers/server.ts'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'
import { faultsInBothThemes } from './accessible.ts'
import { signInto } from './browser.ts'
import { openServerInBrowser } from './inBrowser.ts'

const { server, browser, end } = await openServerInBrowser()
afterAll(end)
const page = await browser.window()
await signInto(page, server.url, ADMIN)

/** Expects no serious accessibility faults, in both themes. */
const isAccessible = async () => expect(await faultsInBothThemes(page)).toEqual([])
const forged = () =>
  fetch(`${server.url}/webhook/whatsapp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-hub-signature-256': `sha256=${'0'.repeat(64)}`,
    },
    body: '{}',
  })
const fact = (name: string) =>
  page.locator('dl > div').filter({ hasText: name }).getByRole('definition')

test('an admin sees the state of the connection to Meta, what is wrong, and what to do about it', async () => {
  await page.goto(`${server.url}/manage/connection`)
  await page.getByText('Messages are being received and sent.').waitFor()
  expect(await fact('Last delivery').textContent()).toBe('Never')
  expect(await fact('Access token').textContent()).toBe('Accepted')
  await isAccessible()

  await server.deliver(webhook(textMessage(newPhone(), 'Halo')))
  for (let n = 0; n < 4; n++) expect((await forged()).status).toBe(401)
  await page.reload()
  await page.getByText('Deliveries come with a wrong signature').waitFor()
  await page.getByText(/4 in 10 minutes\. Is WHATSAPP_APP_SECRET/).waitFor()
  await page.getByText('Needs attention').waitFor()
  expect(await fact('Wrong signatures').textContent()).toBe('4')
  expect(await fact('Last delivery').textContent()).toContain('ago')
  await isAccessible()
  expect(page.faults).toEqual([])
})

test('an admin can refresh the templates from Meta', async () => {
  const asked = page.waitForResponse((answer) => answer.url().endsWith('/templates/refresh'))
  await page.getByRole('button', { name: 'Fetch now' }).click()
  expect((await asked).ok()).toBe(true)
  await page.getByText('Up to date').waitFor()
})

test('a connection state that can’t be loaded shows an error', async () => {
  await page.route('**/dashboard/health', (route) =>
    route.fulfill({
      status: 404,
      json: { success: false, error: { code: 'not_found', message: '' } },
    }),
  )
  await page.reload()
  await page.getByText('The list could not be loaded').waitFor()
  await page.unroute('**/dashboard/health')
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('region', { name: 'To Meta' }).waitFor()
})
