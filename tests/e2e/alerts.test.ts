import { afterAll, expect, test } from 'bun:test'
import { newPhone } from '../helpers/webhooks.ts'
import { from } from '../integration/webhookWorld.ts'
import {
  alertsDecided,
  alertsOn,
  interruptible,
  recordAlerts,
  setVisibility,
  tryNow,
} from './alertsOf.ts'
import { row, signInto, type Tab } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'

const { team, browser, end } = await openTeamInBrowser()
afterAll(end)

/** A page of a user who allowed notifications earlier. */
async function listening(role: 'supervisor' | 'agent') {
  const page = await browser.window()
  const ears = await recordAlerts(page)
  const line = await interruptible(page)
  const account = await team.server.account(role, 'Sri Wahyuni')
  await page.addInitScript(() => sessionStorage.setItem('asked', 'yes'))
  await signInto(page, team.server.url, account)
  await alertsOn(page)
  return { page, account, line, ...ears }
}
async function roomOf(agentId: string, name: string) {
  const room = await team.newRoom({ name, phone: newPhone() })
  await team.call('POST', `/rooms/${room.id}/assign`, team.supervisor, { agent_id: agentId })
  return { ...room, name }
}
const say = ({ phone, name }: { phone: string; name: string }, words: string) =>
  team.take(from({ phone, name }, words))

test('a new room raises a notification, a sound, and a toast that stays until somebody takes the room', async () => {
  const { page, heard, until } = await listening('supervisor')
  await team.newRoom({ name: 'Dewi Lestari' })
  const notice = page.getByText('New room: Dewi Lestari')
  await notice.waitFor()
  await until(1)
  expect(await heard()).toMatchObject({
    notifications: ['New room: Dewi Lestari: Halo'],
    tones: 2,
    asked: 0,
  })
  await page.getByRole('button', { name: 'Assign to me' }).click()
  await notice.waitFor({ state: 'hidden' })
  // Taking the room raises no "assigned" alert: the next alert is for the next room.
  await team.newRoom({ name: 'Agus Prasetyo' })
  await page.getByText('New room: Agus Prasetyo').waitFor()
  await until(2)
  expect((await heard()).notifications[1]).toBe('New room: Agus Prasetyo: Halo')
  await page.getByRole('button', { name: 'Open' }).click()
  await page.getByRole('main', { name: 'Conversation with Agus Prasetyo' }).waitFor()
  await page.getByText('New room: Agus Prasetyo').waitFor({ state: 'hidden' })
  expect(page.faults).toEqual([])
})

test('many new rooms share one toast', async () => {
  const { page } = await listening('supervisor')
  for (let n = 0; n < 5; n++) await team.newRoom()
  await page.getByText('5 new rooms').waitFor()
  await page
    .getByText(/^New room:/)
    .first()
    .waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: 'See unassigned' }).click()
  await page.waitForURL(/queue=unassigned/)
  await page.getByText('5 new rooms').waitFor({ state: 'hidden' })
})

test('an agent is alerted to assignments and messages, but not for the room they are looking at', async () => {
  const { page, account, heard, until } = await listening('agent')
  const budi = await roomOf(account.id, 'Budi Santoso')
  await until(1)
  const siti = await roomOf(account.id, 'Siti Rahmawati')
  await until(2)
  await row(page, 'Budi Santoso').getByRole('link').click()
  await page.getByRole('main', { name: 'Conversation with Budi Santoso' }).waitFor()
  await say(budi, 'Saya di layar')
  await page.getByRole('log').getByText('Saya di layar').waitFor()
  await say(siti, 'Saya tidak')
  await until(3)
  await setVisibility(page, 'hidden')
  await say(budi, 'Masih di sana?')
  await until(4)
  expect((await heard()).notifications).toEqual([
    'Budi Santoso is yours now: Halo',
    'Siti Rahmawati is yours now: Halo',
    'Siti Rahmawati: Saya tidak',
    'Budi Santoso: Masih di sana?',
  ])
  // A click on the notification opens its room.
  await row(page, 'Siti Rahmawati').getByRole('link').click()
  await page.getByRole('main', { name: 'Conversation with Siti Rahmawati' }).waitFor()
  await page.evaluate(() =>
    (
      globalThis as unknown as { lastNotification: { onclick: () => void } }
    ).lastNotification.onclick(),
  )
  await page.getByRole('main', { name: 'Conversation with Budi Santoso' }).waitFor()
})

test('a supervisor is not alerted to messages in a colleague’s room', async () => {
  const { page, heard, until } = await listening('supervisor')
  const theirs = await roomOf(team.one.id, 'Colleague’s')
  await page.getByText('New room: Colleague’s').waitFor({ state: 'hidden' })
  await until(1)
  await say(theirs, 'not for you')
  await row(page, 'not for you').waitFor()
  await team.newRoom({ name: 'Nobody’s' })
  await until(2)
  expect((await heard()).notifications.slice(1)).toEqual(['New room: Nobody’s: Halo'])
})

test('a lost connection is shown after a while, and everything missed becomes one alert', async () => {
  const { page, account, line, heard, until } = await listening('agent')
  const budi = await roomOf(account.id, 'Budi Santoso')
  const siti = await roomOf(account.id, 'Siti Rahmawati')
  await until(2)
  await line.cut()
  await page.getByText(/Connection lost/).waitFor()
  for (const words of ['satu', 'dua', 'tiga']) await say(budi, words)
  await say(siti, 'empat')
  await tryNow(page, line.restore)
  await page.getByText('Caught up on 4 messages in 2 rooms.').waitFor()
  await page.getByText(/Connection lost/).waitFor({ state: 'hidden' })
  await until(3)
  await say(siti, 'lima')
  await until(4)
  expect((await heard()).notifications.slice(2)).toEqual([
    'New messages in 2 rooms',
    'Siti Rahmawati: lima',
  ])
  expect(page.faults).toEqual([])
})

test('two tabs raise the same alert only once', async () => {
  const { page, account, heard, until } = await listening('agent')
  const budi = await roomOf(account.id, 'Budi Santoso')
  await until(1)
  const second = await page.context().newPage()
  const other = await recordAlerts(Object.assign(second, { faults: [] }))
  await second.addInitScript(() => sessionStorage.setItem('asked', 'yes'))
  await second.goto(`${team.server.url}/inbox`)
  await second.getByText('Budi Santoso').first().waitFor()
  await alertsOn(second)
  for (const words of ['satu', 'dua']) {
    await say(budi, words)
    await row(second as Tab, words).waitFor()
    await row(page, words).waitFor()
  }
  for (const tab of [page, second]) await alertsDecided(tab)
  const all = [...(await heard()).notifications.slice(1), ...(await other.heard()).notifications]
  expect(all.toSorted()).toEqual(['Budi Santoso: dua', 'Budi Santoso: satu'])
})
