import { afterAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { openServerInBrowser } from './inBrowser.ts'

const { server, browser, end } = await openServerInBrowser()
afterAll(end)

/** Signs in without "Keep me signed in": the session ends with the browser. */
async function signedInHere() {
  const page = await browser.window()
  const { email, password } = await server.account('supervisor')
  await page.goto(`${server.url}/sign-in`)
  await page.getByLabel('Work email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('checkbox', { name: 'Keep me signed in' }).uncheck()
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(/\/inbox/)
  return page
}
const kept = (page: Page) =>
  page.evaluate(() => JSON.parse(sessionStorage.getItem('ruang.session')!))
/**
 * Opens another tab with a copy of a session, as when a tab is duplicated, or restored after the browser discarded it.
 */
async function tabWith(
  page: Page,
  session: object,
  before: (tab: Page) => Promise<unknown> = async () => {},
) {
  const tab = await page.context().newPage()
  const shown: string[] = []
  tab.on('request', (request) => {
    if (request.url().endsWith('/auth/refresh')) shown.push(request.postDataJSON().refresh_token)
  })
  await before(tab)
  await tab.addInitScript((text) => {
    if (sessionStorage.length === 0) sessionStorage.setItem('ruang.session', text)
  }, JSON.stringify(session))
  await tab.goto(`${server.url}/inbox`)
  await tab.locator('html[data-alerts=on]').waitFor()
  return Object.assign(tab, { shown })
}
const hasToken = (page: Page, refreshToken: string) =>
  page.waitForFunction(
    (token) => JSON.parse(sessionStorage.getItem('ruang.session') ?? '{}').refreshToken === token,
    refreshToken,
    // Not by animation frames, which a background tab does not get.
    { polling: 50 },
  )
/** A second in which a tab waits for others is longer: a busy machine may stop them for as long. */
const patient = (tab: Page) =>
  tab.addInitScript(() => {
    const { setTimeout } = globalThis
    const longer = (act: () => void, ms?: number) => setTimeout(act, ms === 1000 ? 25_000 : ms)
    Object.assign(globalThis, { setTimeout: longer })
  })
/** Makes the page renew its tokens. @returns the new refresh token */
async function renew(page: Page): Promise<string> {
  await page.evaluate(() => {
    const now = JSON.parse(sessionStorage.getItem('ruang.session')!)
    sessionStorage.setItem('ruang.session', JSON.stringify({ ...now, renewAt: 0 }))
  })
  const renewed = page.waitForResponse('**/auth/refresh')
  await page.reload()
  const { refresh_token } = (await (await renewed).json()).data
  await hasToken(page, refresh_token)
  await page.locator('html[data-alerts=on]').waitFor()
  return refresh_token
}

test('duplicated tabs take over each other’s renewed tokens', async () => {
  const page = await signedInHere()
  const other = await tabWith(page, await kept(page))
  await hasToken(other, await renew(page))
  await hasToken(page, await renew(other))
})

test('a restored tab asks the others for newer tokens before it uses its own old one', async () => {
  const page = await signedInHere()
  const before = await kept(page)
  const token = await renew(page)
  const late = await tabWith(page, { ...before, renewAt: 0 }, patient)
  await hasToken(late, token)
  expect(late.shown).toEqual([])
  expect(page.faults).toEqual([])
})
