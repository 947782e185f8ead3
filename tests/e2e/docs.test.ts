import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { ADMIN } from '../helpers/server.ts'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'
import { openServerInBrowser } from './inBrowser.ts'

setDefaultTimeout(60_000)

const { server, browser, end } = await openServerInBrowser()
afterAll(end)

const say = (phone: string, text: string) => server.deliver(webhook(textMessage(phone, text)))

test('/docs lists routes and events without a sign-in, and can be searched', async () => {
  const page = await browser.window()
  await page.goto(`${server.url}/docs`)
  const entry = (name: string) =>
    page.locator('details', { has: page.getByText(name, { exact: true }) })
  await entry('/rooms/{id}/assign').waitFor()
  await entry('agent_unassigned').waitFor()
  await page.getByLabel('Filter').fill('agent_unass')
  await entry('/rooms/{id}/assign').waitFor({ state: 'hidden' })
  await entry('agent_unassigned').locator('summary').click()
  expect(await entry('agent_unassigned').locator('pre').textContent()).toContain('"event_id"')
  expect(page.faults).toEqual([])
})

test('the tester of /docs signs in, shows every event as text, and sends one', async () => {
  const page = await browser.window()
  await page.goto(`${server.url}/docs`)
  const connection = page.locator('#connection')
  await page.getByLabel('E-mail').fill(ADMIN.email)
  await page.getByLabel('Password').fill('another password')
  await page.getByRole('button', { name: 'Sign in and connect' }).click()
  await connection.getByText('not signed in').waitFor()
  await page.getByLabel('Password').fill(ADMIN.password)
  await page.getByRole('button', { name: 'Sign in and connect' }).click()
  await connection.getByText('connected', { exact: true }).waitFor()

  const lines = (name: string) => page.locator('#log li', { hasText: name })
  await lines('session_ready').waitFor()
  const phone = newPhone()
  const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
  await say(phone, hostile)
  await lines('new_room_complete').locator('summary').click()
  expect(await lines('new_room_complete').locator('pre').textContent()).toContain(
    '<img src=x onerror',
  )
  expect(await page.locator('#log img').count()).toBe(0)
  expect(await page.title()).toBe('ruang: routes and events')

  const { body } = await server.api('GET', '/rooms', { token: server.admin.token })
  const roomId: string = body.data[0].room_id
  await page.getByLabel('Room id').fill(roomId)
  await page.getByRole('button', { name: 'Join room' }).click()
  await lines('room:join: acknowledgement').waitFor()
  await say(phone, 'heard in the room')
  await lines('room:new_message').waitFor()

  await page.getByLabel('Event', { exact: true }).selectOption('room:read')
  await page.getByLabel('Payload').fill(JSON.stringify({ room_id: roomId }))
  await page.getByRole('button', { name: 'Send' }).click()
  await lines('room:read: acknowledgement').waitFor()
  await lines('room_read').waitFor()
  await page.getByLabel('Payload').fill('{"room_id":7}')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.locator('#log li.refused').waitFor()
  await page.getByLabel('Payload').fill('no JSON')
  await page.getByRole('button', { name: 'Send' }).click()
  await connection.getByText('SyntaxError').waitFor()
  expect(page.faults).toEqual([])
})
