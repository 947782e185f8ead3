import { afterAll, expect, test } from 'bun:test'
import { textMessage, webhook } from '../helpers/webhooks.ts'
import { signInto, type Tab } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'
import { median, report, slowdown } from './measure.ts'

const ARRIVAL_MS = 100
const USABLE_MS = 1_500
/** Messages in a row, and repeated batches for when the machine is busy with other things. */
const MESSAGES = 15
const BATCHES = 6
const LOADS = 3

const { team, browser, end } = await openTeamInBrowser()
afterAll(end)

/** The time at which a text is on the page and painted, by this machine's clock. */
function drawnAt(page: Tab, within: string, text: string): Promise<number> {
  return page.evaluate(
    ({ within, text }) =>
      new Promise<number>((resolve) => {
        const look = () => {
          if (!document.querySelector(within)?.textContent?.includes(text)) return
          observer.disconnect()
          requestAnimationFrame(() => setTimeout(() => resolve(Date.now())))
        }
        const observer = new MutationObserver(look)
        observer.observe(document.body, { childList: true, subtree: true, characterData: true })
        look()
      }),
    { within, text },
  )
}

/**
 * Measures repeatedly until the limit is met: a busy machine is slower, but nothing makes a page faster than it is. The
 * limit is raised by the factor by which a loop of fixed work in the same page is slower than its best.
 */
async function expectWithin(
  what: string,
  limit: number,
  page: Tab,
  batch: () => Promise<number[]>,
): Promise<void> {
  const medians: number[] = []
  let slow = 1
  for (let n = 0; n < BATCHES; n++) {
    medians.push(median(await batch()))
    slow = Math.max(slow, await slowdown(page))
    if (Math.min(...medians) <= limit * slow) break
  }
  report(what, { 'median (ms)': Math.min(...medians), slowdown: slow, batches: medians.length })
  expect(Math.min(...medians)).toBeLessThanOrEqual(limit * slow)
}

test('a customer’s message is a bubble on screen within 100 ms of its webhook being sent', async () => {
  const { id, phone } = await team.newRoom()
  const page = await browser.window()
  await signInto(page, team.server.url, await team.server.account('supervisor', 'Sri'))
  await page.goto(`${team.server.url}/inbox/${id}`)
  await page.getByRole('log', { name: 'Messages' }).getByText('Halo').waitFor()
  let turn = 0
  await expectWithin('from the webhook to the bubble', ARRIVAL_MS, page, async () => {
    const times: number[] = []
    for (let n = 0; n < MESSAGES; n++) {
      const text = `pesan ke-${turn++}.`
      const drawn = drawnAt(page, '[role=log]', text)
      const sent = Date.now()
      await team.server.deliver(webhook(textMessage(phone, text)))
      times.push((await drawn) - sent)
    }
    return times
  })
})

test('the inbox is usable within 1.5 s in a browser with an empty cache', async () => {
  await team.newRoom({ name: 'Budi Santoso' })
  const account = await team.server.account('supervisor', 'Sri')
  const first = await browser.window()
  await signInto(first, team.server.url, account)
  const storageState = await first.context().storageState()
  await expectWithin('first usable', USABLE_MS, first, async () => {
    const times: number[] = []
    for (let n = 0; n < LOADS; n++) {
      const page = await browser.window({ storageState })
      await page.goto(`${team.server.url}/inbox`, { waitUntil: 'commit' })
      await page.locator('a[data-room]', { hasText: 'Budi Santoso' }).first().waitFor()
      times.push(await page.evaluate(() => performance.now()))
      await page.context().close()
    }
    return times
  })
})
