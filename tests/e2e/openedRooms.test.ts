import { afterAll, expect, test } from 'bun:test'
import { interruptible, tryNow } from './alertsOf.ts'
import { row, signInto, type Tab } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'

const { team, browser, end } = await openTeamInBrowser()
afterAll(end)
const { url } = team.server

/** A signed-in page. `before` runs before it is opened. */
async function opened(role: 'supervisor' | 'agent', before: (page: Tab) => unknown = () => {}) {
  const page = await browser.window()
  await before(page)
  const account = await team.server.account(role)
  await signInto(page, url, account)
  return { page, account }
}
const conversation = (page: Tab, name: string) =>
  page.getByRole('main', { name: `Conversation with ${name}`, exact: true })
const unread = (page: Tab, name: string) => row(page, name).getByRole('img', { name: '3 unread' })
const said = (page: Tab, text: string) => page.getByRole('log').getByText(text, { exact: true })

test('a URL of a room that does not exist says so, and the rest of the page works', async () => {
  const { id } = await team.newRoom({ name: 'Anggun' })
  const { page } = await opened('supervisor')
  await page.goto(`${url}/inbox/no-room`)
  await page.getByText('There is no such room').waitFor()
  await row(page, 'Anggun').click()
  await said(page, 'Halo').waitFor()
  await page.goto(`${url}/inbox/${id.toUpperCase()}`)
  await conversation(page, 'Anggun').waitFor()
  await said(page, 'Halo').waitFor()
  expect(page.faults).toEqual([])
})

test('a room claimed from its link shows its messages, and so does one that is assigned again', async () => {
  const { id } = await team.newRoom({ name: 'Bayu' })
  const { body } = await team.call('GET', '/channels', team.server.admin)
  for (const channel of body.data)
    await team.call('PATCH', `/channels/${channel.id}`, team.server.admin, { allow_claim: true })
  const { page, account } = await opened('agent')
  await page.goto(`${url}/inbox/${id}`)
  await page.getByRole('button', { name: 'Take this room' }).click()
  await said(page, 'Halo').waitFor()

  await team.call('POST', `/rooms/${id}/unassign`, team.supervisor, { agent_id: account.id })
  await page.getByText('This room is no longer yours').waitFor()
  await team.call('POST', `/rooms/${id}/assign`, team.supervisor, { agent_id: account.id })
  await said(page, 'Halo').waitFor()
  expect(page.faults).toEqual([])
})

test('a room is marked as read once its messages are seen, but not if they could not be loaded', async () => {
  const { id } = await team.newRoom({ name: 'Cahya', messages: 3 })
  let failing = true
  const { page } = await opened('supervisor', (page) =>
    page.route(/\/rooms\/[^/]+\/messages/, (route) => (failing ? route.abort() : route.continue())),
  )
  const read: string[] = []
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      if (String(payload).includes('room:read')) read.push(String(payload))
    }),
  )
  await page.goto(`${url}/inbox/${id}`)
  await page.getByText('Messages could not be loaded').waitFor()
  await unread(page, 'Cahya').waitFor()
  expect(read).toEqual([])
  expect((await team.call('GET', `/rooms/${id}`, team.supervisor)).body.data.unread_count).toBe(3)
  failing = false
  await said(page, '2').waitFor()
  await unread(page, 'Cahya').waitFor({ state: 'hidden' })
  expect(read).toHaveLength(1)
})

test('a room viewed while offline is marked as read after the reconnect', async () => {
  const { id } = await team.newRoom({ name: 'Damar', messages: 3 })
  let line: Awaited<ReturnType<typeof interruptible>>
  const { page } = await opened('supervisor', async (page) => {
    line = await interruptible(page)
  })
  await unread(page, 'Damar').waitFor()
  await line!.cut()
  await page.getByText(/Connection lost/).waitFor()
  await row(page, 'Damar').click()
  await said(page, '2').waitFor()
  await tryNow(page, line!.restore)
  await unread(page, 'Damar').waitFor({ state: 'hidden' })
  const { body } = await team.call('GET', `/rooms/${id}`, team.supervisor)
  expect(body.data.unread_count).toBe(0)
})

test('a URL of a room that does not exist still says so after everything was reloaded', async () => {
  const { page, account } = await opened('supervisor')
  const none = page.getByText('There is no such room')
  await page.goto(`${url}/inbox/no-room`)
  await none.waitFor()
  await page.locator('html[data-alerts=on]').waitFor()
  const path = `/users/${account.id}`
  await team.call('PATCH', path, team.server.admin, { role: 'agent' })
  await page.getByRole('button', { name: /, Agent$/ }).waitFor()
  await none.waitFor()
})
