import { afterAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { interruptible } from './alertsOf.ts'
import { signInto } from './browser.ts'
import { openServerInBrowser } from './inBrowser.ts'
import { makeDue } from './renewals.ts'

const { server, browser, end } = await openServerInBrowser()
afterAll(end)

const storedToken = (page: Page) =>
  page.evaluate(
    () => JSON.parse(localStorage.getItem('ruang.session') ?? '{}').token as string | undefined,
  )
/** Fills the storage of the page's origin to the last byte. */
const fill = (page: Page) =>
  page.evaluate(() => {
    let size = 1 << 23
    for (let n = 0; size >= 1; n++) {
      try {
        localStorage.setItem(`filler ${n}`, 'x'.repeat(size))
      } catch {
        size >>= 1
      }
    }
  })

test('with a full storage, a page that is loaded after a renewal does not find the tokens that are spent', async () => {
  const page = await browser.window()
  await signInto(page, server.url, await server.account('supervisor', 'Adi Adi'))
  const spent = await storedToken(page)
  await makeDue(page)
  await fill(page)
  const renewed = page.waitForResponse('**/auth/refresh')
  await page.reload()
  await (await renewed).finished()
  await page.getByRole('button', { name: 'Adi Adi, Supervisor' }).waitFor()
  await page.waitForFunction(
    (old) => JSON.parse(localStorage.getItem('ruang.session') ?? '{}').token !== old,
    spent,
    { timeout: 10_000 },
  )
  expect(page.faults).toEqual([])
})

for (const [what, kept] of [
  ['of another shape', { token: 'none', user: { id: 1 } }],
  ['without a user', { token: 'a.b.c', refreshToken: 'r', renewAt: 0, keep: true }],
  ['that is a number', 7],
] as const) {
  test(`a stored sign-in ${what} is none: the sign-in page is shown`, async () => {
    const page = await browser.window()
    await page.goto(`${server.url}/sign-in`)
    await page.evaluate((text) => localStorage.setItem('ruang.session', text), JSON.stringify(kept))
    await page.goto(`${server.url}/inbox`)
    await page.getByLabel('Work email').waitFor({ timeout: 10_000 })
    expect(page.faults).toEqual([])
  })
}

test('a role that is heard of while the tokens are renewed is not undone by the answer', async () => {
  const page = await browser.window()
  const person = await server.account('supervisor', 'Bee Bee')
  const line = await interruptible(page)
  await signInto(page, server.url, person)
  await page.locator('html[data-alerts=on]').waitFor()
  await makeDue(page)
  const answered = Promise.withResolvers<void>()
  const held = Promise.withResolvers<void>()
  await page.route('**/auth/refresh', async (route) => {
    const response = await route.fetch()
    answered.resolve()
    await held.promise
    await route.fulfill({ response })
  })
  // Another tab’s storage is this one’s: it takes over that its tokens are due.
  await page.evaluate(() => dispatchEvent(new StorageEvent('storage', { key: 'ruang.session' })))
  await page.getByRole('link', { name: 'Statistics' }).click()
  await answered.promise
  // The page hears of it as it connects again, and by nothing else.
  await page.route('**/auth/me', () => {})
  await line.cut()
  await server.api('PATCH', `/users/${person.id}`, {
    token: server.admin.token,
    body: { role: 'agent' },
  })
  line.restore()
  const renewed = page.waitForResponse('**/auth/refresh')
  await page.getByRole('button', { name: 'Bee Bee, Agent' }).waitFor()
  held.resolve()
  await (await renewed).finished()
  await page.waitForFunction(
    () => JSON.parse(localStorage.getItem('ruang.session') ?? '{}').renewAt > 0,
  )
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
  expect(await page.getByRole('button', { name: 'Bee Bee, Agent' }).count()).toBe(1)
  expect(
    await page.evaluate(() => JSON.parse(localStorage.getItem('ruang.session')!).user.role),
  ).toBe('agent')
})

test('an export that one user asked for is not saved by the next one', async () => {
  const page = await browser.window()
  await signInto(page, server.url, await server.account('supervisor', 'Adi Adi'))
  await page.getByRole('link', { name: 'Leads' }).click()
  const answered = Promise.withResolvers<void>()
  const held = Promise.withResolvers<void>()
  await page.route('**/leads/export', async (route) => {
    const response = await route.fetch()
    answered.resolve()
    await held.promise
    await route.fulfill({ response })
  })
  const downloads: string[] = []
  page.on('download', (one) => downloads.push(one.suggestedFilename()))
  await page.evaluate(() => {
    const made: string[] = []
    const { createObjectURL } = URL
    Object.assign(window, { made })
    URL.createObjectURL = (blob) => {
      made.push('made')
      return createObjectURL(blob)
    }
  })
  await page.getByRole('button', { name: 'Export' }).click()
  await answered.promise
  await page.getByRole('button', { name: 'Adi Adi, Supervisor' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.waitForURL(/sign-in/)
  const arrived = page.waitForResponse('**/leads/export')
  held.resolve()
  await arrived
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)))
  expect(await page.evaluate(() => (window as unknown as { made: string[] }).made)).toEqual([])
  expect(downloads).toEqual([])
})
