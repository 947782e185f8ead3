import type { Page } from 'playwright-core'

/** Opens a page that is behind the last entry of a phone's bottom bar. */
export async function openFromMore(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name }).click()
}
