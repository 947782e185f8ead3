import { afterAll, expect, test } from 'bun:test'
import { signInHere, signInto } from './browser.ts'
import { openServerInBrowser } from './inBrowser.ts'

const { server, browser, end } = await openServerInBrowser()
afterAll(end)

const CODE = /\/assets\/chunk-[^/]*\.js/

/** A page that has a toast to show, whose code is held back until `letGo`. */
async function waitingForCode() {
  const page = await browser.window()
  const held = Promise.withResolvers<void>()
  const asked = Promise.withResolvers<void>()
  await page.route('**/auth/logout-everywhere', (route) =>
    route.fulfill({
      status: 403,
      json: { success: false, error: { code: 'forbidden', message: '' } },
    }),
  )
  await signInto(page, server.url, await server.account('supervisor', 'Adi Adi'))
  await page.getByRole('link', { name: 'Settings' }).click()
  const button = page.getByRole('button', { name: 'Sign out everywhere' })
  await button.waitFor()
  await page.locator('html[data-alerts=on]').waitFor()
  // From here on, only the toasts' code is missing.
  await page.route(CODE, async (route) => {
    asked.resolve()
    await held.promise
    await route.continue()
  })
  await button.click()
  await asked.promise
  return { page, letGo: held.resolve }
}

/** In the page: for how long the next toast is there. */
const msOfToast = () =>
  new Promise<number>((resolve) => {
    let since: number | null = null
    new MutationObserver(() => {
      if (document.querySelector('[data-sonner-toast]')) since ??= performance.now()
      else if (since !== null) resolve(performance.now() - since)
    }).observe(document.body, { childList: true, subtree: true })
  })

test('a toast whose code takes long to load is shown once it is there, for its whole time', async () => {
  const { page, letGo } = await waitingForCode()
  await page.waitForTimeout(6000)
  const shownMs = page.evaluate(msOfToast)
  letGo()
  expect(await shownMs).toBeGreaterThan(3500)
  expect(page.faults).toEqual([])
})

test('a toast whose code comes after its user has gone is not shown to the next one', async () => {
  const { page, letGo } = await waitingForCode()
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.waitForURL(/sign-in/)
  await signInHere(page, await server.account('supervisor', 'Bee Bee'), /\/settings$/)
  await page.getByRole('button', { name: 'Bee Bee, Supervisor' }).waitFor()
  const loaded = page.waitForResponse(CODE)
  letGo()
  await (await loaded).finished()
  await page.getByRole('region', { name: /^Notices/ }).waitFor({ state: 'attached' })
  expect(await page.locator('[data-sonner-toast]').count()).toBe(0)
})
