import { afterAll, expect, test } from 'bun:test'
import type { Locator } from 'playwright-core'
import {
  bottomOf,
  expectSoon,
  heightOf,
  LANDSCAPE,
  openByTouch,
  openRoom,
  PHONE,
  TABLET,
} from './touchWorld.ts'

const { at, end } = await openByTouch()
afterAll(end)

test('what is opened by a finger brings no keyboard before a field is tapped', async () => {
  const page = await at(TABLET)
  const writes = () => page.evaluate(() => document.activeElement?.matches('input, textarea'))
  const main = await openRoom(page, 'Budi Santoso')
  expect(await writes()).toBe(false)
  await main.getByRole('button', { name: 'Emoji' }).tap()
  await page.getByRole('button', { name: 'grinning face' }).first().waitFor()
  expect(await writes()).toBe(false)
  await main.getByRole('heading').tap()
  await page.getByRole('button', { name: 'grinning face' }).first().waitFor({ state: 'detached' })
  await main.getByRole('button', { name: 'Choose a template' }).tap()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /pengingat/ })
    .waitFor()
  expect(await writes()).toBe(false)
})

test('who sees the newest message goes on seeing it as a keyboard comes up, and as they answer it', async () => {
  const page = await at(PHONE)
  const main = await openRoom(page, 'Siti Rahmawati')
  const newest = main.getByRole('log').getByRole('button', { name: 'Retry' })
  const isSeen = async () =>
    (await bottomOf(newest)) <=
    (await main.getByRole('region', { name: 'Answer' }).boundingBox())!.y
  await expectSoon(isSeen)
  await page.setViewportSize({ width: 390, height: 508 })
  await expectSoon(isSeen)
  await main.getByRole('button', { name: 'Message actions' }).last().tap()
  await page.getByRole('button', { name: 'Reply', exact: true }).tap()
  await main.getByText('Reply to You').waitFor()
  await expectSoon(isSeen)
  await page.setViewportSize(PHONE)
  const text = main.getByLabel('Message', { exact: true })
  for (const lines of [8, 0, 8]) {
    await text.fill('Selamat pagi.\n'.repeat(lines))
    await expectSoon(isSeen)
  }
})

test('a keyboard that Safari lays over the page covers neither the composer nor a dialog', async () => {
  const page = await at(PHONE)
  const main = await openRoom(page, 'Hendra Wijaya')
  await main.getByRole('button', { name: 'Choose a template' }).tap()
  await page.getByRole('dialog').waitFor()
  await page.evaluate(() => {
    const { visualViewport } = window
    Object.defineProperty(visualViewport, 'height', { value: 844 - 336 })
    visualViewport!.dispatchEvent(new Event('resize'))
  })
  expect(await bottomOf(page.getByRole('dialog'))).toBeLessThanOrEqual(844 - 336)
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).tap()
  expect(await bottomOf(main.getByRole('region', { name: 'Answer' }))).toBeLessThanOrEqual(
    844 - 336,
  )
})

test('on a phone on its side, rooms and what is written have their place, also with a keyboard', async () => {
  const page = await at(LANDSCAPE)
  const list = page.getByRole('list', { name: 'Rooms' })
  await list.getByRole('link').first().waitFor()
  expect(await heightOf(page.getByRole('tabpanel'))).toBeGreaterThan(2 * 88)
  const main = await openRoom(page, 'Budi Santoso')
  await main.getByLabel('Message', { exact: true }).fill('Selamat pagi.\n'.repeat(12))
  await page.setViewportSize({ width: 844, height: 190 })
  await page.waitForFunction(() => innerHeight === 190)
  expect(await bottomOf(main.getByRole('button', { name: 'Send', exact: true }))).toBeLessThan(190)
  await main.getByLabel('Message', { exact: true }).fill('')
  expect(await heightOf(main.getByRole('log'))).toBeGreaterThan(80)
  // A small phone has no more than this without a keyboard, too.
  await main.getByLabel('Message', { exact: true }).blur()
  await main.getByRole('link', { name: 'Back to the list' }).waitFor()
})

test('nothing that is pressed lies below a notch, or where a finger leaves the browser', async () => {
  const page = await at(LANDSCAPE)
  const session = await page.context().newCDPSession(page)
  const insets = { left: 59, right: 59, bottom: 21, top: 0 }
  await session.send('Emulation.setSafeAreaInsetsOverride' as never, { insets } as never)
  const main = await openRoom(page, 'Hendra Wijaya')
  const leftOf = async (what: Locator) => (await what.boundingBox())!.x
  expect(await leftOf(main.getByRole('link', { name: 'Back to the list' }))).toBeGreaterThan(59)
  await main.getByRole('button', { name: 'Choose a template' }).tap()
  const cancel = page.getByRole('dialog').getByRole('button', { name: 'Cancel' })
  await cancel.waitFor()
  expect(await leftOf(cancel)).toBeGreaterThan(59)
  expect(await bottomOf(cancel)).toBeLessThanOrEqual(390 - 21)
})

test('on a phone there are templates to choose from, and the chosen one is in sight', async () => {
  const page = await at(PHONE)
  const main = await openRoom(page, 'Hendra Wijaya')
  await main.getByRole('button', { name: 'Choose a template' }).tap()
  const list = page.getByRole('dialog').getByRole('list')
  const template = list.getByRole('button', { name: /pengingat_angsuran/ })
  await template.waitFor()
  expect(await heightOf(list)).toBeGreaterThan(220)
  await template.tap()
  const variable = page.getByRole('textbox', { name: 'Variable 2' })
  const send = page.getByRole('button', { name: 'Send template' })
  await expectSoon(async () => (await bottomOf(variable)) < (await send.boundingBox())!.y)
})
