import { afterAll, expect, test } from 'bun:test'
import { signInto } from './browser.ts'
import { openTeamInBrowser } from './inBrowser.ts'

const { team, browser, end } = await openTeamInBrowser()
afterAll(end)

for (const language of ['English', 'Bahasa Indonesia'])
  test(`no word of the settings is covered at 320 px, ${language}`, async () => {
    const page = await browser.window({ size: { width: 320, height: 640 } })
    await signInto(page, team.server.url, await team.server.account('agent', 'Sri Wahyuni'))
    await page.goto(`${team.server.url}/settings`)
    await page.getByRole('button', { name: language, exact: true }).click()
    await page.locator(`html[lang=${language === 'English' ? 'en' : 'id'}]`).waitFor()
    const covered = await page.locator('main section').evaluateAll((sections) => {
      const faults: string[] = []
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
      while (walk.nextNode()) {
        const parent = walk.currentNode.parentElement!
        if (!sections.some((section) => section.contains(parent)) || !parent.checkVisibility())
          continue
        if (parent.closest('.sr-only')) continue
        parent.scrollIntoView({ block: 'center' })
        const range = document.createRange()
        range.selectNodeContents(walk.currentNode)
        for (const { left, right, top, bottom } of range.getClientRects()) {
          if (right - left < 2) continue
          for (const x of [left + 1, right - 1]) {
            const hit = document.elementFromPoint(x, (top + bottom) / 2)
            if (!hit || !(hit.contains(parent) || parent.contains(hit)))
              faults.push(`${walk.currentNode.textContent} at ${Math.round(x)}`)
          }
        }
      }
      return faults
    })
    expect(covered).toEqual([])
    expect(page.faults).toEqual([])
  })
