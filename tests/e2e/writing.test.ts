import { afterAll, expect, test } from 'bun:test'
import { answered, box, isOpen, openWriting } from './writeWorld.ts'

const { team, end, openComposer, sentMessages } = await openWriting()
afterAll(end)

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
