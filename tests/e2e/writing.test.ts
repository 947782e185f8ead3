import { afterAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { answered, box, openWriting } from './writeWorld.ts'

const { team, end, openComposer, sentMessages } = await openWriting()
afterAll(end)

const isOpen = (page: Page) => page.getByRole('button', { name: 'Close', exact: true }).waitFor()
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

test('an emoji is inserted at the caret, and typing continues after it', async () => {
  const { id } = await team.newRoom()
  const page = await openComposer(id)
  await box(page).fill('Halo dunia')
  await box(page).evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(4, 4))
  await page.getByRole('button', { name: 'Emoji' }).click()
  await page.getByRole('button', { name: 'grinning face', exact: true }).click()
  await page.getByRole('searchbox', { name: /emoji/i }).waitFor({ state: 'detached' })
  await page.keyboard.type(' eja')
  expect(await box(page).inputValue()).toBe('Halo😀 eja dunia')
  await isOpen(page)
})

test('a text that is too long for one message is not cut and not sent, and says why', async () => {
  const { id } = await team.newRoom()
  const page = await openComposer(id)
  const long = `${'a'.repeat(4096)} akhir`
  await box(page).focus()
  await page.keyboard.insertText(long)
  expect(await box(page).inputValue()).toBe(long)
  await page.getByText('Longer than 4096 characters').waitFor()
  expect(await page.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true)
  await page.keyboard.press('Enter')
  expect(await box(page).inputValue()).toBe(long)
  await box(page).fill(long.slice(0, 4096))
  const sent = answered(page, '/messages/send')
  await page.keyboard.press('Enter')
  await sent
  expect((await sentMessages(id)).map(({ content_text }) => content_text)).toEqual([
    long.slice(0, 4096),
  ])
})

test('an emoji that was deleted again is not sent', async () => {
  const { id } = await team.newRoom()
  const page = await openComposer(id)
  await box(page).fill('Halo')
  await page.getByRole('button', { name: 'Emoji' }).click()
  await page.getByRole('button', { name: 'grinning face', exact: true }).click()
  await page.getByRole('searchbox', { name: /emoji/i }).waitFor({ state: 'detached' })
  await page.keyboard.press('Backspace')
  expect(await box(page).inputValue()).toBe('Halo')
  const sent = answered(page, '/messages/send')
  await page.keyboard.press('Enter')
  await sent
  expect((await sentMessages(id))[0]).toMatchObject({ content_text: 'Halo' })
})

test('after sending with the mouse, typing continues in the field and runs no shortcuts', async () => {
  const { id } = await team.newRoom()
  const page = await openComposer(id)
  await box(page).fill('Selamat pagi')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.keyboard.type('eja')
  expect(await box(page).inputValue()).toBe('eja')
  await page.getByRole('button', { name: 'Internal note' }).click()
  await page.keyboard.type('an')
  expect(await page.getByLabel('A note for colleagues').inputValue()).toBe('ejaan')
  await isOpen(page)
})

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
