import { afterAll, expect, test } from 'bun:test'
import { signInHere } from './browser.ts'
import { answered, open, openWriting, write } from './writeWorld.ts'

const { team, end, account, openComposer, signOut, sentMessages } = await openWriting()
afterAll(end)

const SEND = '**/messages/send'
/** Longer than the longest wait between two tries of a send. */
const LONG_MS = 15_000

test('one user’s unsent text is never sent by the next user of the tab, and is sent once its author is back', async () => {
  const { id } = await team.newRoom()
  const page = await openComposer(id, (page) => page.clock.install())
  await page.route(SEND, (route) => route.abort())
  await write(page, 'written by one')
  await page.getByRole('log').getByText('written by one').waitFor()
  await signOut(page)
  await page.unroute(SEND)
  await signInHere(page, await account())
  await open(page, id)
  await page.clock.fastForward(LONG_MS)
  const sent = answered(page, '/messages/send')
  await write(page, 'written by the other')
  await sent
  expect((await sentMessages(id)).map((one) => one.content_text)).toEqual(['written by the other'])

  await signOut(page)
  const back = answered(page, '/messages/send')
  await signInHere(page, page.account)
  await back
  expect(await sentMessages(id)).toMatchObject([
    { content_text: 'written by one', user_id: page.account.id },
    { content_text: 'written by the other' },
  ])
})
