import { existsSync } from 'node:fs'
import { type BrowserContext, chromium, type Locator, type Page } from 'playwright-core'

/** A Chromium build without windows. Opening windows is half of the work otherwise. */
const SHELL = '/usr/bin/chromium-headless-shell'
/** `CHROMIUM_PATH`, or the Chromium of this machine. */
const executablePath =
  process.env.CHROMIUM_PATH || (existsSync(SHELL) ? SHELL : '/usr/bin/chromium')

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export type Tab = Page & {
  /** Errors of the page, and violations of its content security policy. */
  faults: string[]
}

type Window = {
  size?: { width: number; height: number }
  locale?: string
  /** Worked by thumbs, with a keyboard on the screen. */
  touch?: boolean
  /** The time zone of the browser; this machine's if left out. */
  timezoneId?: string
  /** What another window had: signed in as that one is, with nothing in the cache. */
  storageState?: Awaited<ReturnType<BrowserContext['storageState']>>
}

/** A browser with a profile of its own. `flags`: more flags for Chromium. */
export async function openBrowser(flags: readonly string[] = []) {
  const browser = await chromium.launch({ executablePath, args: [...FLAGS, ...flags] })
  return {
    /** For Playwright's own measurements. */
    browser,
    /** A window that shares nothing with the others, not signed in. */
    async window({
      size = { width: 1440, height: 900 },
      locale = 'en-GB',
      touch = false,
      timezoneId,
      storageState,
    }: Window = {}): Promise<Tab> {
      const context = await browser.newContext({
        viewport: size,
        locale,
        reducedMotion: 'reduce',
        hasTouch: touch,
        isMobile: touch,
        ...(timezoneId && { timezoneId }),
        ...(storageState && { storageState }),
      })
      const page = await context.newPage()
      return Object.assign(page, { faults: faultsOf(page) })
    },
    close: () => browser.close(),
  }
}

function faultsOf(page: Page): string[] {
  const faults: string[] = []
  page.on('pageerror', (error) => void faults.push(error.message))
  page.on('console', (message) => {
    // An error status in an answer is no fault of the page.
    if (message.type() !== 'error' || message.text().startsWith('Failed to load resource')) return
    faults.push(message.text())
  })
  return faults
}

type Account = { email: string; password: string }

/** Signs in with the form, as a user does. */
export async function signInto(page: Page, url: string, account: Account): Promise<void> {
  await page.goto(`${url}/sign-in`)
  await signInHere(page, account)
}

/** The same on a sign-in page that is open already, in a tab that keeps what it has stored. */
export async function signInHere(page: Page, account: Account, to = /\/inbox/): Promise<void> {
  await page.getByLabel('Work email').fill(account.email)
  await page.getByLabel('Password', { exact: true }).fill(account.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(to)
}

/** A room's row in the list, by its name or last message. Not a toast with the same text, which is a list item too. */
export const row = (page: Page, text: string) =>
  page.getByRole('tabpanel').getByRole('listitem').filter({ hasText: text })

/** Resolves once it has the focus, which may come some moments after it is shown, or after a dialog is gone. */
export const focused = (one: Locator) => one.and(one.page().locator(':focus')).waitFor()
