import { afterAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { openBrowser } from './browser.ts'
import { smallTargets } from './targets.ts'
import { bottomOf, heightOf, openByTouch, openRoom, PHONE, TABLET } from './touchWorld.ts'

const PHOTO = new URL('../fixtures/media/photo.png', import.meta.url).pathname

const { server, signedIn, at, end } = await openByTouch()
afterAll(end)

test('on a wide tablet what can be done with a message is beside it, for nothing can be pointed at', async () => {
  const page = await at(TABLET)
  const main = await openRoom(page, 'Budi Santoso')
  await main.getByRole('button', { name: 'Message actions' }).last().tap()
  await page.getByRole('button', { name: 'Reply', exact: true }).tap()
  await main.getByText(/^Reply to/).waitFor()
  expect(page.faults).toEqual([])
})

/** Pages, and what each says once it is there. */
const PAGES = {
  '/lead-list': 'Budi Santoso',
  '/statistics': 'Show the numbers',
  '/template-list': 'pengingat_angsuran',
  '/manage/quick-replies': '/salam',
  '/settings': 'Keyboard',
  '/simulator': 'Duplicates',
}
/** Beside messages of one line each, which follow on each other, they have what there is. */
const IN_A_ROW = /^Message actions: 4\d × (3[6-9]|4\d)$/

test.each([
  ['tablet', TABLET],
  ['phone', PHONE],
])(
  'on a %s all that is pressed is 44 px each way, and no field makes a phone enlarge the page',
  async (_, size) => {
    const page = await at(size)
    const faults: string[] = []
    const look = async (where: string, within = page.locator('body')) => {
      const found = (await smallTargets(within)).filter((fault) => !IN_A_ROW.test(fault))
      faults.push(...found.map((fault) => `${where}: ${fault}`))
    }
    const main = await openRoom(page, 'Siti Rahmawati')
    await main.getByRole('button', { name: 'Retry' }).waitFor()
    await look('room')
    await main.getByRole('button', { name: 'Message actions' }).last().tap()
    const reply = page.getByRole('button', { name: 'Reply', exact: true })
    await reply.waitFor()
    await look('message actions', page.getByRole('dialog'))
    await reply.tap()
    await main.getByRole('button', { name: 'Emoji' }).tap()
    await page.getByRole('button', { name: 'grinning face' }).first().waitFor()
    await look('emoji', page.getByRole('dialog'))
    await page.goBack()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await main.getByLabel('Message', { exact: true }).fill('/')
    await page.getByRole('option').first().waitFor()
    await look('quick replies', main.getByRole('listbox'))
    await main.getByLabel('Message', { exact: true }).fill('')
    for (const [path, said] of Object.entries(PAGES)) {
      await page.goto(server.url + path)
      await page.getByRole('main').getByText(said).first().waitFor()
      await look(path)
    }
    expect(faults).toEqual([])
    expect(page.faults).toEqual([])
  },
)

test('on a tablet Back closes what lies over the page, and only then leaves it', async () => {
  const page = await at(TABLET)
  const main = await openRoom(page, 'Hendra Wijaya')
  const there = page.url()
  const opened = {
    Details: page.getByRole('complementary', { name: 'Details' }),
    'More actions': page.getByRole('menu'),
    'Choose a template': page.getByRole('dialog'),
  }
  for (const [name, over] of Object.entries(opened)) {
    await main.getByRole('button', { name }).tap()
    await over.waitFor()
    await page.evaluate(() => history.back())
    await over.waitFor({ state: 'hidden' })
    // The browser has gone back by then, and comes again.
    await page.waitForURL(there)
  }
  expect(await main.isVisible()).toBe(true)
  expect(page.faults).toEqual([])
})

test('a finger that stays on a button is told what it does, and does not press it', async () => {
  const page = await at(TABLET)
  const main = await openRoom(page, 'Siti Rahmawati')
  const template = main.getByRole('button', { name: 'Choose a template' })
  const { x, y } = (await template.boundingBox())!
  const touch = await fingersOf(page)
  await touch('touchStart', [{ x: x + 20, y: y + 20 }])
  await page.getByRole('tooltip', { name: 'Choose a template' }).waitFor()
  await touch('touchEnd', [])
  expect(await page.getByRole('dialog').count()).toBe(0)
  // A tablet's keyboard presses it all the same.
  await template.press('Enter')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  // What is only words is told by a tap.
  await page.touchscreen.tap(700, 30)
  await page.getByRole('tooltip').waitFor({ state: 'detached' })
  await main
    .getByRole('alert')
    .getByText(/131053/)
    .first()
    .tap()
  await page.getByRole('tooltip').waitFor()
  expect(page.faults).toEqual([])
})

type Finger = { x: number; y: number }

/** Fingers on the screen, each where it is. */
async function fingersOf(page: Page) {
  const session = await page.context().newCDPSession(page)
  return (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: Finger[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints })
}

test('on a phone a photo has the whole width, and a swipe goes to the next', async () => {
  const page = await at(PHONE)
  const main = await openRoom(page, 'Budi Santoso')
  const photos = main.getByRole('button', { name: /^Enlarge the photo/ })
  await page.locator('input[type=file]').setInputFiles(PHOTO)
  await main.getByRole('button', { name: 'Send', exact: true }).last().tap()
  await main.getByRole('button', { name: 'Enlarge the photo: Photo' }).waitFor()
  await photos.first().tap()
  const dialog = page.getByRole('dialog')
  const photo = dialog.getByRole('img', { name: 'Ini buktinya' })
  await photo.waitFor()
  expect((await photo.boundingBox())!.width).toBeGreaterThan(380)
  const touch = await fingersOf(page)
  const y = 420
  await touch('touchStart', [{ x: 300, y }])
  for (const x of [260, 220, 180]) await touch('touchMove', [{ x, y }])
  await touch('touchEnd', [])
  await dialog.getByRole('img', { name: 'Photo', exact: true }).waitFor()
  expect(page.faults).toEqual([])
})

test('a pull at the top of a list does not load the page anew', async () => {
  const page = await at(PHONE)
  await page.getByRole('list', { name: 'Rooms' }).waitFor()
  const beyond = await page.evaluate(
    () => getComputedStyle(document.documentElement).overscrollBehavior,
  )
  // Sideways, two fingers on a touchpad go back in the browser.
  expect(beyond).toBe('auto none')
})

test('with text twice as large, rooms stand below each other', async () => {
  const enlarging = await openBrowser(['--blink-settings=defaultFontSize=32'])
  const page = await enlarging.window({ size: PHONE, touch: true, storageState: signedIn })
  await page.goto(`${server.url}/inbox?queue=all`)
  const rows = page.getByRole('list', { name: 'Rooms' }).getByRole('link')
  await rows.nth(1).waitFor()
  expect(await heightOf(rows.first())).toBe(176)
  expect(await bottomOf(rows.first())).toBe((await rows.nth(1).boundingBox())!.y)
  await enlarging.close()
})
