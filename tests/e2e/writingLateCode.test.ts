import { afterAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { box, openWriting } from './writeWorld.ts'

const { team, end, openComposer } = await openWriting()
afterAll(end)

/** Records which of our scripts the page requests from now on. */
function scriptsOf(page: Page) {
  const asked: string[] = []
  page.on('request', (request) => {
    if (/\/assets\/.*\.js$/.test(request.url())) asked.push(request.url())
  })
  return asked
}

test('code needed while offline is loaded after the reconnect, and the page stays usable meanwhile', async () => {
  const { id } = await team.newRoom()
  const page = await openComposer(id)
  await page.locator('html[data-alerts=on]').waitFor()
  await page.evaluate(() => Object.assign(window, { sameLoad: true }))
  await page.context().setOffline(true)
  const asked = scriptsOf(page)
  const looked = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/health'))
  await page.getByRole('button', { name: 'Emoji' }).click()
  await looked
  await page.getByRole('link', { name: 'Statistics' }).click()
  await box(page).fill('still here')
  // Browsers may cache a failed script import for good, so none must be requested while offline.
  expect(asked).toEqual([])
  await page.context().setOffline(false)
  await page.getByRole('heading', { name: 'Live statistics' }).waitFor()
  await page.goBack()
  expect(await box(page).inputValue()).toBe('still here')
  expect(await page.evaluate(() => 'sameLoad' in window)).toBe(true)
  const faults = page.faults.filter((fault) => !/ERR_INTERNET_DISCONNECTED/.test(fault))
  expect(faults).toEqual([])
})

test('a popup requested while offline does not open once the user types elsewhere', async () => {
  const { id } = await team.newRoom()
  const page = await openComposer(id)
  await page.locator('html[data-alerts=on]').waitFor()
  const emoji = page.getByRole('button', { name: 'Emoji' })
  await page.context().setOffline(true)
  await emoji.click()
  expect(await emoji.getAttribute('aria-expanded')).toBe('true')
  await box(page).pressSequentially('on')
  expect(await emoji.getAttribute('aria-expanded')).toBe('false')
  await page.getByRole('button', { name: 'Record a voice note' }).click()
  expect(await box(page).inputValue()).toBe('on')
  await page.context().setOffline(false)
  await emoji.click()
  await page.getByRole('searchbox', { name: /emoji/i }).waitFor()
})

test('a recorder that loads late does not start once the user does something else', async () => {
  const { id } = await team.newRoom()
  const page = await openComposer(id)
  const emoji = page.getByRole('searchbox', { name: /emoji/i })
  await page.getByRole('button', { name: 'Emoji' }).click()
  await emoji.press('Escape')
  await emoji.waitFor({ state: 'detached' })
  const [asked, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  await page.route('**/assets/*.js', async (route) => {
    asked.resolve()
    await held.promise
    await route.continue()
  })
  await page.getByRole('button', { name: 'Record a voice note' }).click()
  await asked.promise
  await page.getByRole('button', { name: 'Emoji' }).click()
  await emoji.waitFor()
  const came = page.waitForResponse((answer) => /\/assets\/.*\.js$/.test(answer.url()))
  held.resolve()
  await (await came).finished()
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
  expect(await emoji.isVisible()).toBe(true)
})

test('of two languages chosen while offline, the later one is shown', async () => {
  const { id } = await team.newRoom()
  const page = await openComposer(id)
  await page.locator('html[data-alerts=on]').waitFor()
  const choose = async (language: string) => {
    await page.getByRole('button', { name: /, Supervisor$/ }).click()
    await page.getByRole('menuitemcheckbox', { name: language }).click()
    await page.getByRole('menuitemcheckbox').first().waitFor({ state: 'detached' })
  }
  await choose('English')
  await page.context().setOffline(true)
  await choose('Bahasa Indonesia')
  await choose('English')
  const came = page.waitForResponse((answer) => /\/assets\/.*\.js$/.test(answer.url()))
  await page.context().setOffline(false)
  await (await came).finished()
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('en')
})

test('code that can’t be loaded does not break the rest of the page', async () => {
  const { id } = await team.newRoom()
  const page = await openComposer(id)
  await page.locator('html[data-alerts=on]').waitFor()
  await box(page).fill('still here')
  const givenUp = () =>
    page.waitForEvent('console', (message) => /dynamically imported/.test(message.text()))
  await page.route('**/assets/*.js', (route) => route.abort())
  const noNotice = givenUp()
  await page.getByRole('button', { name: 'Copy number' }).click()
  await noNotice
  const noEmoji = givenUp()
  await page.getByRole('button', { name: 'Emoji' }).click()
  await noEmoji
  expect(await box(page).inputValue()).toBe('still here')
})

test('code that can’t be loaded shows a toast', async () => {
  const { id } = await team.newRoom()
  const page = await openComposer(id)
  await page.locator('html[data-alerts=on]').waitFor()
  await page.getByRole('button', { name: 'Copy number' }).click()
  await page.getByText(/Number copied|could not be copied/i).waitFor()
  await page.route('**/assets/*.js', (route) => route.abort())
  await page.getByRole('button', { name: 'Emoji' }).click()
  await page.getByText('This page could not be opened').waitFor()
  expect(await page.getByRole('button', { name: 'Reload' }).count()).toBe(1)
})
