import type { Page } from 'playwright-core'
import { signInto, type Tab } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'

type Account = { id: string; email: string; password: string }
export type SentMessage = {
  content_text: string
  direction: string
  user_id: string
  room_id: string
}

/** A team with supervisors who write to customers in a browser. */
export async function openWriting() {
  const world = await openTeamInBrowser()
  const { team, browser } = world
  const { url } = team.server
  return {
    ...world,
    url,
    account: () => team.server.account('supervisor', 'Sri'),
    /** A signed-in page with a room open. `before` runs before anything is loaded. */
    async openComposer(
      roomId: string,
      before?: (page: Tab) => Promise<unknown>,
    ): Promise<Tab & { account: Account }> {
      const page = await browser.window()
      await before?.(page)
      const account = await team.server.account('supervisor', 'Sri')
      await signInto(page, url, account)
      await page.goto(`${url}/inbox/${roomId}`)
      await box(page).waitFor()
      return Object.assign(page, { account })
    },
    async signOut(page: Page) {
      await page.getByRole('button', { name: /, Supervisor$/ }).click()
      await page.getByRole('menuitem', { name: 'Sign out' }).click()
      await page.waitForURL(/\/sign-in/)
    },
    /** Outgoing messages of a room, newest first. */
    async sentMessages(roomId: string): Promise<SentMessage[]> {
      const { body } = await team.call('GET', `/rooms/${roomId}/messages`, team.supervisor)
      return (body.data as SentMessage[]).filter(({ direction }) => direction === 'outgoing')
    },
  }
}

/** Opens a room from the list, without loading the page again. */
export async function open(page: Page, roomId: string): Promise<void> {
  await page.locator(`a[data-room="${roomId}"]`).click()
  await box(page).waitFor()
}

/** The text field of the composer. */
export const box = (page: Page) => page.getByLabel('Message', { exact: true })

export async function write(page: Page, text: string): Promise<void> {
  await box(page).fill(text)
  await box(page).press('Enter')
}

/** Resolves when the page's request to this path has succeeded. */
export const answered = (page: Page, path: string) =>
  page.waitForResponse((answer) => answer.url().endsWith(path) && answer.ok())

/** Resolves when the conversation is open, so that no shortcut has closed it. */
export const isOpen = (page: Page) =>
  page.getByRole('button', { name: 'Close', exact: true }).waitFor()
