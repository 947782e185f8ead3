import type { Page } from 'playwright-core'
import type { Tab } from './browser.ts'

type Heard = { notifications: string[]; tones: number; asked: number }

/** Records the notifications and tones of a page. `permission`: the user's answer when asked. */
export async function recordAlerts(page: Tab, permission: 'granted' | 'denied' = 'granted') {
  await page.addInitScript(record, permission)
  return {
    heard: () => page.evaluate(() => (globalThis as unknown as { heard: Heard }).heard),
    /** Resolves when `count` notifications have been shown. */
    until: (count: number) =>
      page.waitForFunction(
        (n) => (globalThis as unknown as { heard: Heard }).heard.notifications.length >= n,
        count,
      ),
  }
}

function record(answer: 'granted' | 'denied'): void {
  const heard: Heard = { notifications: [], tones: 0, asked: 0 }
  Object.assign(globalThis, { heard })
  const asked = () => sessionStorage.getItem('asked') !== null
  class Recorded extends EventTarget {
    static get permission() {
      return asked() ? answer : 'default'
    }
    static requestPermission() {
      if (!navigator.userActivation.isActive) throw new Error('asked without a click')
      heard.asked++
      sessionStorage.setItem('asked', 'yes')
      return Promise.resolve(answer)
    }
    onclick: (() => void) | null = null
    constructor(title: string, { body }: { body: string }) {
      super()
      heard.notifications.push(body ? `${title}: ${body}` : title)
      Object.assign(globalThis, { lastNotification: this })
    }
    close() {}
  }
  Object.assign(globalThis, { Notification: Recorded })
  const start = OscillatorNode.prototype.start
  OscillatorNode.prototype.start = function (when) {
    heard.tones++
    start.call(this, when)
  }
}

/** Resolves when the page alerts of everything that comes from now on. */
export async function alertsOn(page: Page): Promise<void> {
  await page.locator('html[data-alerts=on]').waitFor()
  await page.getByRole('button', { name: /, (Agent|Supervisor|Admin)$/ }).waitFor()
}

/**
 * Resolves when a page has raised, or left to another tab, every alert of the events that it shows: for each it asks the
 * browser twice, one after the other, which locks its tabs hold. What is asked here is answered after that.
 */
export async function alertsDecided(page: Page): Promise<void> {
  for (let asked = 0; asked < 2; asked++) await page.evaluate(() => navigator.locks.query())
}

/** The user switches to another tab, or comes back. */
export async function setVisibility(page: Page, state: 'hidden' | 'visible'): Promise<void> {
  await page.evaluate((now) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => now })
    document.dispatchEvent(new Event('visibilitychange'))
  }, state)
}

/** Makes the page's connection interruptible. Call it before the page is opened. */
export async function interruptible(page: Page) {
  let cut = false
  const open = new Set<{ close: () => Promise<void> }>()
  await page.routeWebSocket(/socket\.io/, (socket) => {
    if (cut) return void socket.close()
    socket.connectToServer()
    open.add(socket)
  })
  return {
    async cut() {
      cut = true
      await Promise.all([...open].map((socket) => socket.close()))
      open.clear()
    },
    restore() {
      cut = false
    },
  }
}

/** Presses “Try now”, and restores the line by the press itself: before it, the page might reconnect and hide the button. */
export async function tryNow(page: Page, restore: () => void): Promise<void> {
  await page.exposeFunction('restore', restore)
  await page.evaluate(() => {
    const { restore } = globalThis as unknown as { restore: () => void }
    document.addEventListener('pointerdown', restore, { capture: true, once: true })
  })
  await page.getByRole('button', { name: 'Try now' }).click()
}
