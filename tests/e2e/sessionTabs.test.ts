import { afterAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { openServerInBrowser } from './inBrowser.ts'

const { server, browser, end } = await openServerInBrowser()
afterAll(end)

/** Signed in until the browser is closed. */
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
/** Another tab, which begins with what a tab had: as when it is duplicated, or comes back after the browser let go of it. */
async function tabWith(page: Page, session: object) {
  const tab = await page.context().newPage()
  const shown: string[] = []
  tab.on('request', (request) => {
    if (request.url().endsWith('/auth/refresh')) shown.push(request.postDataJSON().refresh_token)
  })
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
    // Not by frames: a tab behind another one has none.
    { polling: 50 },
  )
/** Has its token renewed. @returns the next refresh token */
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

test('a duplicated tab goes on with the tokens that the other one gets, both ways', async () => {
  const page = await signedInHere()
  const other = await tabWith(page, await kept(page))
  await hasToken(other, await renew(page))
  await hasToken(page, await renew(other))
})

test('a tab that was not there asks the others before it shows a token that they have used', async () => {
  const page = await signedInHere()
  const before = await kept(page)
  const token = await renew(page)
  const late = await tabWith(page, { ...before, renewAt: 0 })
  await hasToken(late, token)
  expect(late.shown).toEqual([])
  expect(page.faults).toEqual([])
})
