import { afterAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { answered, box, isOpen, openWriting } from './writeWorld.ts'

const { team, end, openComposer, sentMessages } = await openWriting()
afterAll(end)

const files = (page: Page) => page.getByRole('list', { name: 'Files to send' })
const photo = { name: 'photo.png', type: 'image/png' }

/** Pastes or drops data onto an element. @returns whether the page handled it, so that the browser does not */
const hand = (
  page: Page,
  at: 'log' | 'textbox' | 'navigation',
  type: 'paste' | 'drop',
  { texts = {}, file }: { texts?: Record<string, string>; file?: { name: string; type: string } },
) =>
  page
    .getByRole(at)
    .first()
    .evaluate(
      (element, { type, texts, file }) => {
        const data = new DataTransfer()
        for (const [kind, text] of Object.entries(texts)) data.setData(kind, text)
        if (file) data.items.add(new File(['x'], file.name, { type: file.type }))
        const init = { bubbles: true, cancelable: true }
        const event =
          type === 'paste'
            ? new ClipboardEvent('paste', { ...init, clipboardData: data })
            : new DragEvent('drop', { ...init, dataTransfer: data })
        return !element.dispatchEvent(event)
      },
      { type, texts, file },
    )

const attach = (page: Page, ...names: string[]) =>
  page
    .locator('input[type=file]')
    .setInputFiles(
      names.map((name) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(name) })),
    )
const sendAll = (page: Page) =>
  page.getByRole('region', { name: 'Answer' }).getByRole('button', { name: 'Send' }).last().click()
/** The names of the files that were sent to a room, newest first. */
const namesIn = async (roomId: string) =>
  (await sentMessages(roomId)).map(
    (one) => (one as unknown as { original_filename: string }).original_filename,
  )

test('Send also sends the waiting files in order, and Enter in a caption sends its file', async () => {
  const { id } = await team.newRoom()
  const page = await openComposer(id)
  await attach(page, 'one.txt', 'two.txt', 'three.txt')
  await sendAll(page)
  await files(page).waitFor({ state: 'detached' })
  expect(await namesIn(id)).toEqual(['three.txt', 'two.txt', 'one.txt'])
  await attach(page, 'four.txt')
  const sent = answered(page, '/messages/send-media-combined')
  await page.getByLabel('Caption of four.txt').fill('the last')
  await page.getByLabel('Caption of four.txt').press('Enter')
  await page.keyboard.type('eja')
  await sent
  expect((await sentMessages(id))[0]).toMatchObject({ content_text: 'the last' })
  await attach(page, 'five.txt')
  await page.getByRole('button', { name: /five\.txt/ }).click()
  await files(page).waitFor({ state: 'detached' })
  await page.keyboard.type('an')
  expect(await box(page).inputValue()).toBe('ejaan')
  await isOpen(page)
})

test('files of a second Send arrive after those of the first', async () => {
  const { id } = await team.newRoom()
  const page = await openComposer(id)
  const first = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  await page.route('**/messages/send-media-combined', async (route) => {
    if (route.request().postData()?.includes('one.txt')) {
      begun.resolve()
      await first.promise
    }
    await route.continue()
  })
  await attach(page, 'one.txt')
  await sendAll(page)
  await begun.promise
  await attach(page, 'two.txt')
  await sendAll(page)
  await page.getByRole('progressbar', { name: /two\.txt/ }).waitFor()
  first.resolve()
  await files(page).waitFor({ state: 'detached' })
  expect(await namesIn(id)).toEqual(['two.txt', 'one.txt'])
})

test('text copied in an office program is pasted as text, an image as a file', async () => {
  const { id } = await team.newRoom()
  const page = await openComposer(id)
  const texts = { 'text/plain': '1\t2', 'text/html': '<table><tr><td>1<td>2</table>' }
  expect(await hand(page, 'textbox', 'paste', { texts, file: photo })).toBe(false)
  expect(await files(page).count()).toBe(0)
  expect(await hand(page, 'textbox', 'paste', { file: photo })).toBe(true)
  await files(page).getByText('photo.png').waitFor()
})

test('a file dropped on the conversation is attached; one dropped elsewhere does not replace the page', async () => {
  const { id } = await team.newRoom()
  const page = await openComposer(id)
  expect(await hand(page, 'navigation', 'drop', { file: photo })).toBe(true)
  expect(await files(page).count()).toBe(0)
  expect(await hand(page, 'log', 'drop', { file: photo })).toBe(true)
  await files(page).getByText('photo.png').waitFor()
  expect(page.faults).toEqual([])
})
