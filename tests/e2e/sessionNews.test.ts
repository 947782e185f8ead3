import { afterAll, expect, test } from 'bun:test'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'
import { row, signInto } from './browser.ts'
import { openServerInBrowser } from './inBrowser.ts'
import { makeDue } from './renewals.ts'

const { server, browser, end } = await openServerInBrowser()
afterAll(end)

test('a renewal that the server has no time for stops nothing while the old token is valid', async () => {
  const page = await browser.window()
  await signInto(page, server.url, await server.account('supervisor'))
  await server.deliver(webhook(textMessage(newPhone(), 'Apa kabar?')))
  await makeDue(page)
  const error = { code: 'unavailable', message: 'Try again later.' }
  await page.route('**/auth/refresh', (route) =>
    route.fulfill({ status: 503, json: { success: false, error } }),
  )
  await page.reload()
  await row(page, 'Apa kabar?').waitFor()
  expect(page.faults).toEqual([])
})

test('a page that was told nothing while it was away does not show the user who was there before', async () => {
  const page = await browser.window()
  // As for a page that the browser keeps for its Back button: neither other tabs nor the server reach it.
  await page.addInitScript(() =>
    addEventListener('storage', (event) => event.stopImmediatePropagation(), true),
  )
  await page.routeWebSocket(/socket\.io/, () => {})
  await signInto(page, server.url, await server.account('supervisor', 'Adi Adi'))
  const name = page.getByRole('button', { name: 'Adi Adi, Supervisor' })
  await name.waitFor()
  const other = await page.context().newPage()
  await other.goto(`${server.url}/settings`)
  await other.getByRole('button', { name: 'Sign out', exact: true }).click()
  await other.waitForURL(/sign-in/)
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
  await page.waitForURL(/sign-in/)
  expect(await name.count()).toBe(0)
  expect(page.faults).toEqual([])
})
