import { afterAll, expect, test } from 'bun:test'
import { ADMIN } from '../helpers/server.ts'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'
import { faultsInBothThemes } from './accessible.ts'
import { signInto } from './browser.ts'
import { openServerInBrowser } from './inBrowser.ts'

const { server, browser, end } = await openServerInBrowser()
afterAll(end)
await server.deliver(webhook(textMessage(newPhone(), 'Halo')))
const page = await browser.window()
await signInto(page, server.url, ADMIN)

/** Expects no serious accessibility faults, in both themes. */
const isAccessible = async () => expect(await faultsInBothThemes(page)).toEqual([])

test('an admin adds a colleague who can sign in, and disables them, which signs them out at once', async () => {
  await page.getByRole('link', { name: 'Manage' }).click()
  await page.getByRole('heading', { name: 'Colleagues' }).waitFor()
  await page.getByRole('button', { name: 'Add a colleague' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Sri Wahyuni')
  await dialog.getByLabel('Work email').fill('sri@example.com')
  await dialog.getByLabel('First password').fill('a first password')
  await dialog.getByRole('button', { name: 'Add a colleague' }).click()
  await dialog.waitFor({ state: 'hidden' })
  const theirs = await browser.window()
  await signInto(theirs, server.url, { email: 'sri@example.com', password: 'a first password' })
  await theirs.getByRole('button', { name: /Sri Wahyuni/ }).waitFor()
  await isAccessible()
  await page.getByRole('switch', { name: 'Sri Wahyuni may sign in' }).click()
  await theirs.getByText('Your session has ended.').waitFor()
})

test('an admin sets a new password for a colleague, and changes their name', async () => {
  const account = await server.account('agent')
  await page.goto(`${server.url}/manage/users`)
  const row = page.getByRole('row').filter({ hasText: account.email })
  await row.getByRole('button', { name: /^Change / }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Dewi Lestari')
  await dialog.getByLabel('New password').fill('another password')
  await isAccessible()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.waitFor({ state: 'hidden' })
  const theirs = await browser.window()
  await signInto(theirs, server.url, { email: account.email, password: 'another password' })
  await theirs.getByRole('button', { name: /Dewi Lestari/ }).waitFor()
  await page.getByRole('button', { name: 'Change Admin' }).click()
  await dialog.getByLabel('Name').waitFor()
  expect(await dialog.getByLabel('New password').count()).toBe(0)
  await dialog.getByRole('button', { name: 'Cancel' }).click()
})

test('the settings of a channel are saved as they are changed', async () => {
  await page.goto(`${server.url}/manage/channels`)
  const saves = ['allow_claim', 'auto_assign', 'sends_per_second'].map((setting) =>
    page.waitForResponse((answer) => {
      const request = answer.request()
      return request.method() === 'PATCH' && setting in request.postDataJSON() && answer.ok()
    }),
  )
  await page.getByRole('switch', { name: 'Agents may claim' }).click()
  await page.getByLabel('New rooms are given').selectOption('least_busy')
  await page.getByLabel('Messages a second, at most').fill('20')
  await page.getByLabel('Messages a second, at most').press('Enter')
  await isAccessible()
  await Promise.all(saves)
  await page.reload()
  expect(await page.getByLabel('Messages a second, at most').inputValue()).toBe('20')
  const { body } = await server.api('GET', '/channels', { token: server.admin.token })
  expect(body.data[0]).toMatchObject({
    allow_claim: true,
    auto_assign: 'least_busy',
    sends_per_second: 20,
  })
})

test('quick replies are added and removed, and a shortcut that exists already is refused with a reason', async () => {
  await page.goto(`${server.url}/manage/quick-replies`)
  const add = async (shortcut: string, text: string) => {
    await page.getByRole('button', { name: 'Add a quick reply' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Shortcut').fill(shortcut)
    await dialog.getByLabel('Text').fill(text)
    await dialog.getByRole('button', { name: 'Save' }).click()
    return dialog
  }
  await (await add('salam', 'Halo, ada yang bisa kami bantu?')).waitFor({ state: 'hidden' })
  const refused = await add('SALAM', 'again')
  await refused.getByText('Another quick reply has this shortcut.').waitFor()
  await refused.getByRole('button', { name: 'Cancel' }).click()
  await isAccessible()
  await page.getByRole('button', { name: 'Remove salam' }).click()
  await page.getByText('There are none yet.').waitFor()
})

test('the audit log lists what was done, and an empty quarantine says so', async () => {
  await page.goto(`${server.url}/manage/audit`)
  for (const deed of ['Added a colleague', 'Changed a number', 'Removed a quick reply']) {
    await page.getByText(deed).first().waitFor()
  }
  await isAccessible()
  await page.getByRole('link', { name: 'Quarantine' }).click()
  await page.getByText('Everything that was delivered is stored.').waitFor()
  await isAccessible()
  expect(page.faults).toEqual([])
})
