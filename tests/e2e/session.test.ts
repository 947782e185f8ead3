import { afterAll, expect, test } from 'bun:test'
import { ADMIN } from '../helpers/server.ts'
import { seriousFaults } from './accessible.ts'
import { signInto } from './browser.ts'
import { openServerInBrowser } from './inBrowser.ts'

const { server, browser, end } = await openServerInBrowser()
afterAll(end)

test('a visitor is sent to the sign-in page, and then to the page they wanted', async () => {
  const page = await browser.window()
  await page.goto(`${server.url}/settings`)
  await page.getByLabel('Work email').fill(ADMIN.email)
  await page.getByLabel('Password', { exact: true }).fill('another password')
  await page.keyboard.press('Enter')
  await page.getByText('Email and password do not match.').waitFor()
  await page.getByLabel('Password', { exact: true }).fill(ADMIN.password)
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/settings$/)
  expect(page.faults).toEqual([])
})

test('a sign-in survives a reload, and ends in every tab at once', async () => {
  const page = await browser.window()
  await signInto(page, server.url, ADMIN)
  const other = await page.context().newPage()
  await other.goto(`${server.url}/inbox`)
  await other.getByRole('navigation', { name: 'Main' }).waitFor()
  await page.bringToFront()
  await page.reload()
  await page.getByRole('button', { name: /Admin/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.waitForURL(/\/sign-in/)
  await other.waitForURL(/\/sign-in/)
  expect(page.faults).toEqual([])
})

test('a session that an admin ended says so', async () => {
  const page = await browser.window()
  const person = await server.account('agent')
  await signInto(page, server.url, person)
  await page.getByRole('button', { name: /Agent/ }).waitFor()
  await server.api('PATCH', `/users/${person.id}`, {
    token: server.admin.token,
    body: { disabled: true },
  })
  await page.getByText('Your session has ended.').waitFor()
})

test('a changed role changes what the page offers at once, and after a reload', async () => {
  const page = await browser.window()
  const person = await server.account('supervisor')
  await signInto(page, server.url, person)
  const statistics = page.getByRole('link', { name: 'Statistics' })
  await page.getByRole('button', { name: /, Supervisor$/ }).waitFor()
  await statistics.waitFor()
  await page.locator('html[data-alerts=on]').waitFor()
  const become = (role: string) =>
    server.api('PATCH', `/users/${person.id}`, { token: server.admin.token, body: { role } })
  await become('agent')
  await page.getByRole('button', { name: /, Agent$/ }).waitFor()
  expect(await statistics.count()).toBe(0)
  await page.reload()
  await page.getByRole('button', { name: /, Agent$/ }).waitFor()
  expect(await statistics.count()).toBe(0)
  await become('supervisor')
  await statistics.waitFor()
  expect(page.faults).toEqual([])
})

test('a name that was changed while the page was closed is shown once it connects', async () => {
  const page = await browser.window()
  const person = await server.account('agent')
  await signInto(page, server.url, person)
  await page.goto('about:blank')
  const body = { name: 'Sri Wahyuni' }
  await server.api('PATCH', `/users/${person.id}`, { token: server.admin.token, body })
  await page.goto(`${server.url}/inbox`)
  await page.getByRole('button', { name: 'Sri Wahyuni, Agent' }).waitFor()
  expect(page.faults).toEqual([])
})

test('the chosen language and theme survive a reload', async () => {
  const page = await browser.window()
  await signInto(page, server.url, ADMIN)
  await page.getByRole('button', { name: 'Dark theme' }).click()
  await page.getByRole('button', { name: /Admin/ }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Bahasa Indonesia' }).click()
  await page.getByRole('link', { name: 'Setelan' }).waitFor()
  await page.reload()
  await page.getByRole('button', { name: 'Tema terang' }).waitFor()
  expect(await page.getAttribute('html', 'lang')).toBe('id')
  expect(await page.getAttribute('html', 'data-theme')).toBe('dark')
  expect(page.faults).toEqual([])
})

test('signing in works in a browser without storage', async () => {
  const page = await browser.window()
  await page.addInitScript(() => {
    const get = () => {
      throw new DOMException('denied', 'SecurityError')
    }
    for (const name of ['localStorage', 'sessionStorage'])
      Object.defineProperty(window, name, { get })
  })
  await signInto(page, server.url, ADMIN)
  await page.getByRole('button', { name: 'Dark theme' }).click()
  await page.locator('html[data-theme=dark]').waitFor()
  expect(page.faults).toEqual([])
})

for (const theme of ['light', 'dark'] as const) {
  test(`the sign-in has no serious fault of accessibility, ${theme}`, async () => {
    const page = await browser.window()
    await page.emulateMedia({ colorScheme: theme })
    await page.goto(`${server.url}/sign-in`)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('Write your work email.').waitFor()
    expect(await page.getAttribute('html', 'data-theme')).toBe(theme)
    expect(await seriousFaults(page)).toEqual([])
  })
}
