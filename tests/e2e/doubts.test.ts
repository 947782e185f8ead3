import { afterAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { startWire } from '../faults/wire.ts'
import { alertsOn, setVisibility } from './alertsOf.ts'
import { row, signInto, type Tab } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'

const { team, browser, end } = await openTeamInBrowser()
afterAll(end)

/** A supervisor's page, whose way to the server is a wire. */
async function opened(before: (page: Tab) => unknown = () => {}) {
  const wire = await startWire(Number(new URL(team.server.url).port))
  const page = await browser.window()
  await before(page)
  const account = await team.server.account('supervisor', 'Sri Wahyuni')
  await signInto(page, new URL(wire.through(team.server.url)).origin, account)
  await alertsOn(page)
  return { wire, page }
}

/** Records what the page sends over its socket. @returns a function that takes the questions among it since the last time */
async function questionsOf(page: Page) {
  await page.addInitScript(() => {
    const sent: string[] = []
    Object.assign(window, { sent })
    const { send } = WebSocket.prototype
    WebSocket.prototype.send = function (data) {
      sent.push(String(data))
      send.call(this, data)
    }
  })
  return async () => {
    const sent = await page.evaluate(() => (window as unknown as { sent: string[] }).sent.splice(0))
    return sent.filter((frame) => frame.includes('typing_indicator')).length
  }
}

test('after a change of network, a dead connection is found out in seconds; the page says that it is not sure, and misses nothing', async () => {
  const { wire, page } = await opened()
  try {
    wire.swallow()
    await team.newRoom({ name: 'Citra Lestari' })
    await page.evaluate(() => window.dispatchEvent(new Event('online')))
    await page.getByText('Checking the connection…').waitFor({ timeout: 10_000 })
    await page.getByText('Connection lost.').waitFor({ timeout: 5000 })
    wire.mend()
    // After a change of network a browser drops the connections that it keeps for requests; its sockets it does not.
    wire.cut()
    await page.getByRole('button', { name: 'Try now' }).click()
    await row(page, 'Citra Lestari').waitFor()
    await page.getByText('Connection lost.').waitFor({ state: 'detached' })
  } finally {
    await wire.stop()
  }
})

test('a page that is shown again asks the server only if it was silent for longer than between two pings', async () => {
  let questions = async () => 0
  const { wire, page } = await opened(async (page) => {
    questions = await questionsOf(page)
    await page.clock.install()
  })
  try {
    await setVisibility(page, 'hidden')
    await setVisibility(page, 'visible')
    expect(await questions()).toBe(0)
    // As after a short sleep: the time has gone on, and no ping was heard.
    await setVisibility(page, 'hidden')
    await page.clock.setSystemTime(Date.now() + 20_000)
    expect(await questions()).toBe(0)
    await setVisibility(page, 'visible')
    expect(await questions()).toBe(1)
    // It was alive, and goes on.
    await team.newRoom({ name: 'Dewi Anggraini' })
    await row(page, 'Dewi Anggraini').waitFor()
    expect(await page.getByText('Connection lost.').count()).toBe(0)
    expect(page.faults).toEqual([])
  } finally {
    await wire.stop()
  }
})
