import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { ADMIN } from '../helpers/server.ts'
import { openBrowser, signInto } from './browser.ts'
import { tasksDuring } from './longestTask.ts'
import { LONG_ROOM, startFullServer } from './manyRooms.ts'
import { median, quantile, report } from './measure.ts'

const ROOMS = 10_000
const MESSAGES = 20_000
/** Chromium's threshold for a long task. */
const LONG_MS = 50
/** `HAND`: scrolling with a fast wheel. `LEAP_PX`: to the end as fast as it can be loaded. */
const HAND = { step: 300, frames: 150 }
const LEAP_PX = 50_000
/** The fraction of tasks that must stay below it. */
const PART = 0.9

let server: Awaited<ReturnType<typeof startFullServer>>
let browser: Awaited<ReturnType<typeof openBrowser>>
beforeAll(async () => {
  server = await startFullServer({ rooms: ROOMS, messages: MESSAGES })
  browser = await openBrowser()
}, 120_000)
afterAll(async () => {
  await browser.close()
  await server.stop()
})

/** Scrolls frame by frame, loading more on the way, for a number of frames or until a text appears. */
function scroll(
  page: Page,
  box: string,
  how: { step: number; frames?: number; until?: string },
): Promise<void> {
  return page.evaluate(
    async ({ box, step, frames, until }) => {
      const element = document.querySelector<HTMLElement>(box)!
      const over = (n: number) =>
        until === undefined ? n > frames! : element.textContent?.includes(until)
      for (let n = 1; !over(n); n++) {
        element.scrollTop += step
        await new Promise((resolve) => requestAnimationFrame(resolve))
      }
    },
    { box, ...how },
  )
}

/**
 * Limits the processor time of tasks, since the wall time includes other processes. Only a fraction of the tasks is
 * asserted: slow loading or rendering is slow every time, but a cold JIT compiler or a busy processor is not. The
 * longest task is printed.
 */
async function expectSmooth(what: string, page: Page, act: () => Promise<void>): Promise<void> {
  const { cpu, wall } = await tasksDuring(browser.browser, page, act)
  const busy = cpu.filter((ms) => ms > 1)
  report(what, {
    'tasks over 1 ms': busy.length,
    'ms of the processor, median': median(busy),
    '9 of 10 under': quantile(busy, 0.9),
    '99 of 100 under': quantile(busy, 0.99),
    longest: Math.max(...cpu),
    'longest on the clock': Math.max(...wall),
  })
  expect(busy.length).toBeGreaterThan(20)
  expect(quantile(busy, PART)).toBeLessThanOrEqual(LONG_MS)
}

test('10,000 rooms scroll without a long task', async () => {
  const page = await browser.window()
  await signInto(page, server.url, ADMIN)
  await page.locator('a[data-room]').first().waitFor()
  const box = '[data-scroll=rooms]'
  await expectSmooth('10,000 rooms, by hand', page, () => scroll(page, box, HAND))
  await expectSmooth('10,000 rooms, to the last one', page, () =>
    scroll(page, box, { step: LEAP_PX, until: `pesanan ${ROOMS}` }),
  )
  expect(await page.locator('a[data-room]').count()).toBeLessThan(60)
}, 300_000)

test('a conversation of 20,000 messages scrolls without a long task', async () => {
  const page = await browser.window()
  await signInto(page, server.url, ADMIN)
  await page.goto(`${server.url}/inbox/${LONG_ROOM}`)
  const thread = page.getByRole('log', { name: 'Messages' })
  await thread
    .getByText(/^Selamat siang/)
    .first()
    .waitFor()
  const box = '[role=log]'
  await expectSmooth('20,000 messages, to the first one', page, () =>
    scroll(page, box, { step: -LEAP_PX, until: 'Baris ke-1, ' }),
  )
  await expectSmooth('20,000 messages, by hand', page, () => scroll(page, box, HAND))
  expect(await thread.locator('[data-index]').count()).toBeLessThan(80)
}, 300_000)
