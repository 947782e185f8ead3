import { afterAll, expect, test } from 'bun:test'
import { ADMIN } from '../helpers/server.ts'
import { newPhone } from '../helpers/webhooks.ts'
import { from } from '../integration/webhookWorld.ts'
import { seriousFaults } from './accessible.ts'
import { alertsOn, recordAlerts } from './alertsOf.ts'
import { openFromMore } from './bottomBar.ts'
import { signInto, type Tab } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'

const { team, browser, end } = await openTeamInBrowser()
afterAll(end)

const settings = (page: Tab) => page.getByRole('link', { name: 'Settings' }).click()

test('theme and language change at once, and survive a reload', async () => {
  const page = await browser.window()
  await signInto(page, team.server.url, await team.server.account('agent'))
  await settings(page)
  expect(await seriousFaults(page)).toEqual([])
  await page.getByRole('button', { name: 'Dark', exact: true }).click()
  expect(await page.getAttribute('html', 'data-theme')).toBe('dark')
  expect(await seriousFaults(page)).toEqual([])
  await page.getByRole('button', { name: 'Bahasa Indonesia' }).click()
  await page.getByRole('heading', { name: 'Setelan' }).waitFor()
  await page.reload()
  await page.getByRole('heading', { name: 'Setelan' }).waitFor()
  expect(await page.getAttribute('html', 'data-theme')).toBe('dark')
  await page.getByRole('button', { name: 'Ikuti sistem' }).click()
  expect(await page.getAttribute('html', 'data-theme')).toBe('light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.locator('html[data-theme=dark]').waitFor()
  expect(page.faults).toEqual([])
})

test('permission to notify is requested only after a click, and alerts that are off are not raised', async () => {
  const page = await browser.window()
  const { heard, until } = await recordAlerts(page)
  const account = await team.server.account('agent')
  await signInto(page, team.server.url, account)
  await alertsOn(page)
  await settings(page)
  expect((await heard()).asked).toBe(0)
  await page.getByRole('switch', { name: 'Browser notifications' }).click()
  expect((await heard()).asked).toBe(1)
  await page.getByRole('switch', { name: 'A new message' }).click()
  const own = async (name: string) => {
    const phone = newPhone()
    const { id } = await team.newRoom({ phone, name })
    const agent_id = account.id
    await team.call('POST', `/rooms/${id}/assign`, team.supervisor, { agent_id })
    return (words: string) => team.take(from({ phone, name }, words))
  }
  const budiSays = await own('Budi')
  await until(1)
  const { tones } = await heard()
  await page.getByRole('switch', { name: 'Sound' }).click()
  await budiSays('unheard')
  // This alert comes after the message that must not alert. When it is here, the message has raised none.
  await own('Siti')
  await until(2)
  await page.getByRole('switch', { name: 'A new message' }).click()
  await budiSays('heard')
  await until(3)
  expect(await heard()).toMatchObject({
    notifications: ['Budi is yours now: Halo', 'Siti is yours now: Halo', 'Budi: heard'],
    tones,
    asked: 1,
  })
})

test('the inbox offers notifications until the user has decided', async () => {
  await team.newRoom({ name: 'Budi' })
  const page = await browser.window()
  const { heard } = await recordAlerts(page)
  await signInto(page, team.server.url, await team.server.account('supervisor'))
  const offer = page.getByRole('button', { name: 'Turn on notifications' })
  await offer.waitFor()
  expect((await heard()).asked).toBe(0)
  expect(await seriousFaults(page)).toEqual([])
  await offer.click()
  await offer.waitFor({ state: 'hidden' })
  expect((await heard()).asked).toBe(1)
})

test('when notifications are denied, the settings say how to allow them', async () => {
  const page = await browser.window()
  await recordAlerts(page, 'denied')
  await signInto(page, team.server.url, await team.server.account('agent'))
  await settings(page)
  const notifications = page.getByRole('switch', { name: 'Browser notifications' })
  await notifications.click()
  await page.getByText('This browser refuses them for this page.').waitFor()
  expect(await notifications.isDisabled()).toBe(true)
})

test('changing the password ends all other sessions, and needs the current password', async () => {
  const account = await team.server.account('agent')
  const page = await browser.window()
  const elsewhere = await browser.window()
  await signInto(page, team.server.url, account)
  await signInto(elsewhere, team.server.url, account)
  await settings(page)
  const form = page.getByRole('region', { name: 'Password' })
  const fill = async (current: string, next: string) => {
    await form.getByLabel('Current password').fill(current)
    await form.getByLabel('New password').fill(next)
    await form.getByRole('button', { name: 'Change password' }).click()
  }
  await fill(account.password, 'too short')
  await form.getByText('Write 12 characters or more.').waitFor()
  await fill('another password', 'a better password')
  await form.getByText('The current password is wrong.').waitFor()
  await fill(account.password, 'a better password')
  await page.getByText('Password changed').waitFor()
  await elsewhere.getByText('Your session has ended.').waitFor()
  await signInto(elsewhere, team.server.url, { ...account, password: 'a better password' })
  await page.getByRole('link', { name: 'Inbox' }).click()
  await page.waitForURL(/\/inbox/)
  expect(page.faults).toEqual([])
})

test('signing out everywhere ends the session on every device', async () => {
  const account = await team.server.account('agent')
  const page = await browser.window()
  const elsewhere = await browser.window()
  await signInto(page, team.server.url, account)
  await signInto(elsewhere, team.server.url, account)
  await settings(page)
  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await page.waitForURL(/\/sign-in/)
  await elsewhere.getByText('Your session has ended.').waitFor()
  // Who did it need not be told.
  await page.getByRole('button', { name: 'Sign in' }).waitFor()
  expect(await page.getByText('Your session has ended.').count()).toBe(0)
  expect([...page.faults, ...elsewhere.faults]).toEqual([])
})

test('an admin changes their own name, and the page shows it', async () => {
  const page = await browser.window()
  await signInto(page, team.server.url, ADMIN)
  await settings(page)
  await page.getByLabel('Name', { exact: true }).fill('Ana Puspita')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Ana Puspita, Admin' }).waitFor()
  expect(await seriousFaults(page)).toEqual([])
})

test('on a phone nothing of the settings is beyond the edge, also in Indonesian', async () => {
  const page = await browser.window({ size: { width: 375, height: 740 }, touch: true })
  await signInto(page, team.server.url, ADMIN)
  await openFromMore(page, 'Settings')
  await page.getByRole('button', { name: 'Bahasa Indonesia' }).click()
  await page.getByRole('heading', { name: 'Setelan' }).waitFor()
  const beyond = await page
    .locator('main *')
    .evaluateAll((all) =>
      all
        .filter((one) => one.getBoundingClientRect().right > innerWidth)
        .map((one) => `${one.tagName} ${one.textContent}`),
    )
  expect(beyond).toEqual([])
})
