import type { Page } from 'playwright-core'

/** Makes the next page load renew the tokens. */
export const makeDue = (page: Page) =>
  page.evaluate(() => {
    const now = JSON.parse(localStorage.getItem('ruang.session')!)
    localStorage.setItem('ruang.session', JSON.stringify({ ...now, renewAt: 0 }))
  })
