import { afterAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { signInHere, signInto } from './browser.ts'
import { openServerInBrowser } from './inBrowser.ts'

const { server, browser, end } = await openServerInBrowser()
afterAll(end)

/** Holds back the server's answer to these requests until `release`, or `letGo`, which resolves once the page has read it. */
async function heldBack(page: Page, path: string) {
  const answered = Promise.withResolvers<void>()
  const held = Promise.withResolvers<void>()
  await page.route(path, async (route) => {
    const response = await route.fetch()
    answered.resolve()
    await held.promise
    await route.fulfill({ response })
  })
  return {
    answered: answered.promise,
    release: held.resolve,
    async letGo() {
      const arrived = page.waitForResponse(path)
      held.resolve()
      await (await arrived).finished()
      // What waits for the answer runs before the page is asked anything else.
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)))
    },
  }
}
const keptUser = (page: Page) =>
  page.evaluate(() => JSON.parse(localStorage.getItem('ruang.session') ?? '{}').user?.name)

for (const who of ['somebody else', 'the same user'] as const) {
  test(`${who} who signs in before “Sign out everywhere” is answered stays signed in`, async () => {
    const page = await browser.window()
    const account = await server.account('supervisor', 'Adi Adi')
    const later = who === 'the same user' ? account : await server.account('supervisor', 'Bee Bee')
    const name = who === 'the same user' ? 'Adi Adi' : 'Bee Bee'
    await signInto(page, server.url, account)
    await page.goto(`${server.url}/settings`)
    const { answered, letGo } = await heldBack(page, '**/auth/logout-everywhere')
    await page.getByRole('button', { name: 'Sign out everywhere' }).click()
    await answered
    // The socket hears of it before the answer comes: the user asked for it, so nothing is said.
    await page.waitForURL(/sign-in/)
    expect(await page.getByText('Your session has ended.').count()).toBe(0)
    await signInHere(page, later, /\/settings$/)
    await page.getByRole('button', { name: `${name}, Supervisor` }).waitFor()
    await letGo()
    expect(await keptUser(page)).toBe(name)
    expect(new URL(page.url()).pathname).toBe('/settings')
    expect(page.faults).toEqual([])
  })
}

test('what one user asked for is not answered to the next one', async () => {
  const page = await browser.window()
  await signInto(page, server.url, await server.account('admin', 'Adi Adi'))
  await page.goto(`${server.url}/settings`)
  const save = async (name: string) => {
    await page.getByRole('textbox', { name: 'Name' }).fill(name)
    await page.getByRole('button', { name: 'Save', exact: true }).click()
  }
  const { answered, release } = await heldBack(page, '**/users/*')
  await save('Adi the First')
  await answered
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.waitForURL(/sign-in/)
  await signInHere(page, await server.account('admin', 'Bee Bee'), /\/settings$/)
  const arrived = page.waitForResponse('**/users/*')
  release()
  await arrived
  // Their own comes after whatever the answer has led to.
  await save('Bee the Second')
  await page.locator('[data-sonner-toast]').waitFor()
  expect(await page.locator('[data-sonner-toast]').count()).toBe(1)
  expect(page.faults).toEqual([])
})
