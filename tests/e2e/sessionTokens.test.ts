import { afterAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { signInto, type Tab } from './browser.ts'
import { openServerInBrowser } from './inBrowser.ts'
import { makeDue } from './renewals.ts'

const { server, browser, end } = await openServerInBrowser()
afterAll(end)

const keptUser = (page: Page) =>
  page.evaluate(() => JSON.parse(localStorage.getItem('ruang.session') ?? '{}').user?.name)
async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /, Supervisor$/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.waitForURL(/sign-in/)
}
/** Records whose session a page stores from now on, even if it removes it at once. */
const watchKept = (page: Page) =>
  page.evaluate(() => {
    const { setItem } = Storage.prototype
    const kept: string[] = []
    Object.assign(globalThis, { kept })
    Storage.prototype.setItem = function (name, text) {
      if (name === 'ruang.session') kept.push(JSON.parse(text).user.name)
      setItem.call(this, name, text)
    }
  })
const keptSince = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { kept: string[] }).kept)

/** A page that is renewing its tokens: the server has answered, but the answer is held back until `letGo`. */
async function renewing(account: { email: string; password: string }) {
  const page: Tab = await browser.window()
  const answered = Promise.withResolvers<{ token: string }>()
  const held = Promise.withResolvers<void>()
  await signInto(page, server.url, account)
  await makeDue(page)
  await page.route('**/auth/refresh', async (route) => {
    const response = await route.fetch()
    answered.resolve((await response.json()).data)
    await held.promise
    await route.fulfill({ response })
  })
  await page.reload()
  const session = await answered.promise
  return {
    page,
    session,
    async letGo() {
      const arrived = page.waitForResponse('**/auth/refresh')
      const abandoned = page.waitForResponse('**/auth/logout')
      held.resolve()
      await (await arrived).finished()
      await abandoned
    },
  }
}

test('a user who signs out during a renewal stays signed out, and the new token is invalid', async () => {
  const { page, session, letGo } = await renewing(await server.account('supervisor'))
  await signOut(page)
  await watchKept(page)
  await letGo()
  expect(await keptSince(page)).toEqual([])
  expect(new URL(page.url()).pathname).toBe('/sign-in')
  expect((await server.api('GET', '/auth/me', { token: session.token })).status).toBe(401)
})

test('a user who signs in during another user’s renewal keeps their own session', async () => {
  const { page, letGo } = await renewing(await server.account('supervisor'))
  await signOut(page)
  const bee = await server.account('supervisor', 'Bee Bee')
  // In the same page: a new one would have lost the pending request.
  await page.getByLabel('Work email').fill(bee.email)
  await page.getByLabel('Password', { exact: true }).fill(bee.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(/\/inbox/)
  await letGo()
  expect(await keptUser(page)).toBe('Bee Bee')
  expect(new URL(page.url()).pathname).toBe('/inbox')
  await page.getByRole('button', { name: 'Bee Bee, Supervisor' }).waitFor()
})

test('a renewal without an answer does not block other tabs for long', async () => {
  const page = await browser.window()
  await signInto(page, server.url, await server.account('supervisor'))
  const before = await page.evaluate(
    () => JSON.parse(localStorage.getItem('ruang.session')!).refreshToken,
  )
  await makeDue(page)
  await page.route('**/auth/refresh', () => {})
  const asked = page.waitForRequest('**/auth/refresh')
  await page.reload()
  await asked
  const other = await page.context().newPage()
  await other.goto(`${server.url}/inbox`)
  await other.waitForFunction(
    (token) => JSON.parse(localStorage.getItem('ruang.session')!).refreshToken !== token,
    before,
    { timeout: 20_000, polling: 100 },
  )
})
