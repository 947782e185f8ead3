import type { Page } from 'playwright-core'
import { signInto, type Tab } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'

type Account = { id: string; email: string; password: string }
export type Said = { content_text: string; direction: string; user_id: string; room_id: string }

/** A team of whom some write to customers, on pages. */
export async function openWriting() {
  const world = await openTeamInBrowser()
  const { team, browser } = world
  const { url } = team.server
  return {
    ...world,
    url,
    account: () => team.server.account('supervisor', 'Sri'),
    /** Signed in, with a room open. `before`: what is to be done with the page before anything is on it. */
    async writing(
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
    /** Messages of ours in a room, newest first. */
    async said(roomId: string): Promise<Said[]> {
      const { body } = await team.call('GET', `/rooms/${roomId}/messages`, team.supervisor)
      return (body.data as Said[]).filter(({ direction }) => direction === 'outgoing')
    },
  }
}

/** Goes to a room as a person does, within the page that is there. */
export async function open(page: Page, roomId: string): Promise<void> {
  await page.locator(`a[data-room="${roomId}"]`).click()
  await box(page).waitFor()
}

/** Where a message is written. */
export const box = (page: Page) => page.getByLabel('Message', { exact: true })

export async function write(page: Page, text: string): Promise<void> {
  await box(page).fill(text)
  await box(page).press('Enter')
}

/** Resolves when the server has taken what is posted to a path. */
export const answered = (page: Page, path: string) =>
  page.waitForResponse((answer) => answer.url().endsWith(path) && answer.ok())
