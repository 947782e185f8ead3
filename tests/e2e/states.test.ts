import { afterAll, expect, test } from 'bun:test'
import { ADMIN, type Server, startServer } from '../helpers/server.ts'
import { simulatorClient } from '../helpers/simulator.ts'
import { newPhone, newWamid, textMessage, webhook } from '../helpers/webhooks.ts'
import { from } from '../integration/webhookWorld.ts'
import { faultsInBothThemes } from './accessible.ts'
import { interruptible, tryNow } from './alertsOf.ts'
import { row, signInto, type Tab } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'

const { team, browser, end } = await openTeamInBrowser()
afterAll(end)

/** Expects no serious accessibility faults, in both themes. */
const isAccessible = async (page: Tab) => expect(await faultsInBothThemes(page)).toEqual([])
/** A supervisor's signed-in page. `before` runs before it is opened. */
async function opened(before: (page: Tab) => unknown = () => {}): Promise<Tab> {
  const page = await browser.window()
  await before(page)
  await signInto(page, team.server.url, await team.server.account('supervisor', 'Sri Wahyuni'))
  return page
}
const outage = {
  status: 503,
  json: { success: false, error: { code: 'unavailable', message: '' } },
}

test('a new inbox says what to do, until the first customer writes', async () => {
  const server: Server = await startServer()
  try {
    const page = await browser.window()
    await signInto(page, server.url, ADMIN)
    await page.getByRole('heading', { name: 'No conversations yet' }).waitFor()
    await page.getByText('Rooms appear here when a customer writes.').waitFor()
    await page.getByText('Receive a first message').waitFor()
    await isAccessible(page)
    await server.deliver(webhook(textMessage(newPhone(), 'Halo')))
    await page.getByText('Choose a room').waitFor()
    await row(page, 'Halo').waitFor()
    expect(page.faults).toEqual([])
  } finally {
    await server.stop()
  }
})

test('loading rooms are shown as placeholders; a failure says why and is retried by itself', async () => {
  await team.newRoom({ name: 'Budi Santoso' })
  const held = Promise.withResolvers<void>()
  let failing = true
  const page = await opened((page) =>
    page.route(/\/rooms\?/, async (route) => {
      await held.promise
      if (failing) await route.fulfill(outage)
      else await route.continue()
    }),
  )
  await page.getByRole('status', { name: 'Loading…' }).waitFor()
  held.resolve()
  await page.getByText('Rooms could not be loaded').waitFor()
  await page.getByText('The server answered with an error (503). Your messages are safe.').waitFor()
  await page.getByRole('button', { name: 'Try again' }).waitFor()
  await isAccessible(page)
  failing = false
  await row(page, 'Budi Santoso').waitFor()
})

test('a conversation that fails to load says so, and is retried by itself', async () => {
  const room = await team.newRoom({ name: 'Citra' })
  let failing = true
  const page = await opened((page) =>
    page.route(/\/rooms\/[^/]+\/messages/, (route) =>
      failing ? route.fulfill(outage) : route.continue(),
    ),
  )
  await page.goto(`${team.server.url}/inbox/${room.id}`)
  await page.getByText('Messages could not be loaded').waitFor()
  failing = false
  await page.getByRole('log').getByText('Halo').waitFor()
})

test('a linked room that fails to load says so, has a way back on a phone, and is retried by itself', async () => {
  const room = await team.newRoom({ name: 'Gita' })
  await team.call('PATCH', `/rooms/${room.id}`, team.supervisor, { status: 'closed' })
  let failing = true
  const page = await opened((page) =>
    page.route(new RegExp(`/rooms/${room.id}$`), (route) =>
      failing ? route.fulfill(outage) : route.continue(),
    ),
  )
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(`${team.server.url}/inbox/${room.id}`)
  await page.getByText('Messages could not be loaded').waitFor()
  await page.getByRole('link', { name: 'Back to the list' }).waitFor()
  await isAccessible(page)
  failing = false
  await page.getByRole('main', { name: 'Conversation with Gita' }).waitFor()
})

test('a search without results and an empty queue say what to do', async () => {
  await team.newRoom({ name: 'Dewi' })
  const page = await opened()
  const search = page.getByRole('searchbox', { name: 'Search rooms and messages' })
  await search.fill('kontrak 8841')
  await page.getByText('No room matches “kontrak 8841”').waitFor()
  await isAccessible(page)
  await search.fill('')
  await page.getByRole('tab', { name: /Mine/ }).click()
  await page.getByText('All answered').waitFor()
  await isAccessible(page)
  await page.getByRole('button', { name: 'See unassigned' }).click()
  await row(page, 'Dewi').waitFor()
})

test('a message that Meta refuses says why with its code, and one that our server refuses can be deleted', async () => {
  const { id, phone } = await team.newRoom({ name: 'Eko' })
  const simulator = simulatorClient(`${team.server.url}/simulator`)
  await simulator.behave({ failures: [{ code: 131026, phone, next: null, as: 'status' }] })
  const page = await opened()
  await page.goto(`${team.server.url}/inbox/${id}`)
  const text = page.getByLabel('Message', { exact: true })
  const send = async (words: string) => {
    await text.fill(words)
    await text.press('Enter')
  }
  await send('sampai tidak?')
  const alert = page.getByRole('log').getByRole('alert')
  await alert.getByText('This number cannot receive it').waitFor()
  await alert.getByText('131026').waitFor()
  await alert.getByRole('button', { name: 'Retry' }).waitFor()
  await row(page, 'Eko').getByText('Not delivered: number can’t receive it').waitFor()
  await isAccessible(page)

  await page.route('**/messages/send', (route) =>
    route.fulfill({
      status: 422,
      json: { success: false, error: { code: 'unprocessable', message: 'No.' } },
    }),
  )
  await send('ditolak')
  await alert.nth(1).waitFor()
  expect(await text.inputValue()).toBe('')
  await alert.nth(1).getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('log').getByText('ditolak').waitFor({ state: 'hidden' })
})

test('texts written offline show a clock, are counted, and are sent after the reconnect', async () => {
  const { id } = await team.newRoom({ name: 'Fajar' })
  let offline = false
  let line: Awaited<ReturnType<typeof interruptible>>
  const page = await opened(async (page) => {
    line = await interruptible(page)
    await page.route('**/messages/send', (route) => (offline ? route.abort() : route.continue()))
  })
  await page.goto(`${team.server.url}/inbox/${id}`)
  const text = page.getByLabel('Message', { exact: true })
  await text.waitFor()
  offline = true
  await line!.cut()
  for (const words of ['satu', 'dua']) {
    await text.fill(words)
    await text.press('Enter')
  }
  await page.getByText('2 waiting to be sent').waitFor()
  expect(await page.getByRole('log').getByLabel('Sending', { exact: true }).count()).toBe(2)
  await page.getByText(/Connection lost/).waitFor()
  await isAccessible(page)
  await tryNow(page, () => {
    offline = false
    line.restore()
  })
  await page.getByText('Back online.').waitFor()
  await page.getByRole('log').getByLabel('Sending').first().waitFor({ state: 'hidden' })
  const said = (await team.messages(id)).map(({ content_text }) => content_text)
  expect(said.slice(0, 2)).toEqual(['dua', 'satu'])
})

test('a closed window says who has to write first, and its button opens the templates', async () => {
  const phone = newPhone()
  const wamid = newWamid()
  const before = Date.now() - 30 * 3_600_000
  await team.take(from({ phone, name: 'Agus Prasetyo' }, 'Baik', { wamid, at: before }))
  const page = await opened()
  await page.goto(`${team.server.url}/inbox/${await team.roomOf(wamid)}`)
  await page.getByText('Only an approved template can be sent until Agus replies.').waitFor()
  await isAccessible(page)
  await page.getByRole('button', { name: 'Choose a template' }).click()
  const dialog = page.getByRole('dialog', { name: 'Send a template to Agus Prasetyo' })
  await dialog.getByRole('searchbox').and(page.locator(':focus')).waitFor()
})
