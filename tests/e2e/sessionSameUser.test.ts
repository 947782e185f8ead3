import { afterAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'
import { row, signInHere, signInto, type Tab } from './browser.ts'
import { openServerInBrowser } from './inBrowser.ts'

const { server, browser, end } = await openServerInBrowser()
afterAll(end)

type Kept = { token: string; refreshToken: string }
const kept = (page: Page): Promise<Kept> =>
  page.evaluate(() => JSON.parse(localStorage.getItem('ruang.session')!))
const isIn = async (token: string) => (await server.api('GET', '/auth/me', { token })).status
const signOutIn = async (page: Tab) => {
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.waitForURL(/sign-in/)
}

/** Signs in for this tab alone. */
async function signedInForNow(account: { email: string; password: string }): Promise<Tab> {
  const tab = await browser.window()
  await tab.goto(`${server.url}/sign-in`)
  await tab.getByRole('checkbox', { name: 'Keep me signed in' }).uncheck()
  await signInHere(tab, account)
  await tab.locator('html[data-alerts=on]').waitFor()
  return tab
}

test('the end of a sign-in does not end a later one of the same user in the same tab', async () => {
  const account = await server.account('supervisor')
  const tab = await signedInForNow(account)
  const first: Kept = await tab.evaluate(() => JSON.parse(sessionStorage.getItem('ruang.session')!))
  // The other tab’s sign-in is for the whole browser, so this tab goes on with it.
  const other = await tab.context().newPage()
  await signInto(other, server.url, account)
  const { token } = await kept(other)
  await server.api('POST', '/auth/logout', { token: first.token, body: {} })
  // Told after the end of the sign-in.
  await server.deliver(webhook(textMessage(newPhone(), 'Apa kabar?')))
  for (const page of [tab, other]) await row(page, 'Apa kabar?').waitFor()
  expect((await kept(tab)).token).toBe(token)
  expect(await isIn(token)).toBe(200)
  expect(tab.faults).toEqual([])
})

test('when one user signs out, a tab does not go back to the user it had before', async () => {
  const tab = await signedInForNow(await server.account('supervisor', 'Adi Adi'))
  const first: Kept = await tab.evaluate(() => JSON.parse(sessionStorage.getItem('ruang.session')!))
  const other: Tab = Object.assign(await tab.context().newPage(), { faults: [] })
  await signInto(other, server.url, await server.account('supervisor', 'Bee Bee'))
  await tab.getByRole('button', { name: 'Bee Bee, Supervisor' }).waitFor()
  await other.goto(`${server.url}/settings`)
  await signOutIn(other)
  await tab.waitForURL(/sign-in/)
  await tab.reload()
  await tab.getByLabel('Work email').waitFor()
  expect(await isIn(first.token)).toBe(401)
  expect(tab.faults).toEqual([])
})

for (const [path, name] of [
  ['/auth/logout', 'Sign out'],
  ['/auth/logout-everywhere', 'Sign out everywhere'],
] as const) {
  test(`“${name}” that the server refuses is not repeated for the user’s next sign-in`, async () => {
    const account = await server.account('supervisor')
    const page = await browser.window()
    await signInto(page, server.url, account)
    await page.goto(`${server.url}/settings`)
    await page.getByRole('button', { name: /, Supervisor$/ }).waitFor()
    const first = await kept(page)
    const held = Promise.withResolvers<void>()
    const asked: string[] = []
    await page.route(`**${path}`, async (route) => {
      asked.push(route.request().headers().authorization!)
      await held.promise
      await route.continue()
    })
    await page.getByRole('button', { name, exact: true }).click()
    // The sign-in has ended otherwise when the request arrives.
    const { token, refreshToken: refresh_token } = first
    await server.api('POST', '/auth/logout', { token, body: { refresh_token } })
    await page.waitForURL(/sign-in/)
    await signInHere(page, account, /\/settings$/)
    const later = await kept(page)
    const refused = page.waitForResponse(`**${path}`)
    held.resolve()
    expect((await refused).status()).toBe(401)
    // What follows from the answer begins before this request of the page is answered.
    await page.evaluate(() => fetch('/health'))
    await page.evaluate(() => navigator.locks.request('ruang.session', () => {}))
    await page.getByRole('button', { name: /, Supervisor$/ }).waitFor()
    expect(asked).toEqual([`Bearer ${token}`])
    expect(await isIn(later.token)).toBe(200)
    expect(page.faults).toEqual([])
  })
}
