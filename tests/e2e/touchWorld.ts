import type { Locator, Page } from 'playwright-core'
import { openBrowser, type Tab } from './browser.ts'
import { startSampleServer } from './sampleServer.ts'

export const TABLET = { width: 1180, height: 820 }
export const PHONE = { width: 390, height: 844 }
export const LANDSCAPE = { width: 844, height: 390 }

/** The sample team, and a supervisor who works by touch alone. */
export async function openByTouch() {
  const server = await startSampleServer()
  const browser = await openBrowser()
  const signedIn = await signIn()

  async function signIn() {
    const page = await browser.window({ size: PHONE, touch: true })
    await page.goto(`${server.url}/sign-in`)
    const { email, password } = server.accountOf('sri')
    await page.getByLabel('Work email').fill(email)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Sign in' }).tap()
    await page.waitForURL(/\/inbox/)
    const state = await page.context().storageState()
    await page.context().close()
    return state
  }

  return {
    server,
    signedIn,
    async at(size: typeof TABLET, path = '/inbox'): Promise<Tab> {
      const page = await browser.window({ size, touch: true, storageState: signedIn })
      await page.goto(server.url + path)
      return page
    },
    async end() {
      await browser.close()
      await server.stop()
    },
  }
}

/** Looks for a room, and opens it by tapping it. */
export async function openRoom(page: Page, name: string): Promise<Locator> {
  await page.getByLabel('Search rooms and messages').fill(name)
  const rooms = page.getByRole('region', { name: 'Rooms' }).last()
  await rooms
    .getByRole('link', { name: new RegExp(name) })
    .first()
    .tap()
  const main = page.getByRole('main', { name: new RegExp(name) })
  await main.getByRole('log').waitFor()
  return main
}

/** What a layout comes to within some frames, which take long on a busy machine. */
export async function expectSoon(is: () => Promise<boolean>): Promise<void> {
  const until = Date.now() + 20_000
  while (!(await is())) if (Date.now() > until) throw new Error('It did not come to that.')
}

export const heightOf = async (what: Locator) => (await what.boundingBox())?.height ?? 0
export const bottomOf = async (what: Locator) => {
  const { y, height } = (await what.boundingBox())!
  return y + height
}
