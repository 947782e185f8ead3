import { type BrowserContext, chromium, type Page } from 'playwright-core'

/** The machine's own Chromium: `CHROMIUM_PATH`. */
const executablePath = process.env.CHROMIUM_PATH || '/usr/bin/chromium'

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
  /** What went wrong in it: errors, and what the policy refused. */
  faults: string[]
}

type Window = {
  size?: { width: number; height: number }
  locale?: string
  /** What another window had: signed in as that one is, with nothing in the cache. */
  storageState?: Awaited<ReturnType<BrowserContext['storageState']>>
}

/** A browser with nothing in it, on a profile of its own. `flags`: more of Chromium's own. */
export async function openBrowser(flags: readonly string[] = []) {
  const browser = await chromium.launch({ executablePath, args: [...FLAGS, ...flags] })
  return {
    /** For what Playwright itself measures. */
    browser,
    /** A window that shares nothing with the others, signed in as nobody. */
    async window({
      size = { width: 1440, height: 900 },
      locale = 'en-GB',
      storageState,
    }: Window = {}): Promise<Tab> {
      const context = await browser.newContext({
        viewport: size,
        locale,
        reducedMotion: 'reduce',
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
    // An answer that refuses is not a fault of the page.
    if (message.type() !== 'error' || message.text().startsWith('Failed to load resource')) return
    faults.push(message.text())
  })
  return faults
}

type Account = { email: string; password: string }

/** Signs in as a person does. */
export async function signInto(page: Page, url: string, account: Account): Promise<void> {
  await page.goto(`${url}/sign-in`)
  await signInHere(page, account)
}

/** The same on a sign-in that is there already: in the same tab, with all that it remembers. */
export async function signInHere(page: Page, account: Account): Promise<void> {
  await page.getByLabel('Work email').fill(account.email)
  await page.getByLabel('Password', { exact: true }).fill(account.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(/\/inbox/)
}

/** A room's row in the list, by its name or what was last said. A notice of the same is a list item too, elsewhere. */
export const row = (page: Page, text: string) =>
  page.getByRole('tabpanel').getByRole('listitem').filter({ hasText: text })
