import type { Locator } from 'playwright-core'

/** What can be pressed or written in. */
const TARGETS =
  'a[href], button, input, select, textarea, summary, [role=switch], [role=checkbox], [role=tab], [role=option], [role^=menuitem]'

/**
 * What a thumb misses on the page as it stands: targets in sight with less than 44 px each way that answer to them, as
 * the browser says itself; and fields whose text is under 16 px, into which an iPhone enlarges the page.
 * Links within a text are as high as its lines, and what lies in something is looked for there.
 */
export const smallTargets = (within: Locator): Promise<string[]> =>
  within.evaluate((root, targets) => {
    /** Of 44, of which an edge around a field takes two. */
    const LEAST = 42
    const FAR = LEAST / 2
    const faults = new Set<string>()
    const isWhole = (element: Element) => {
      const { left, top, right, bottom } = element.getBoundingClientRect()
      for (let box = element.parentElement; box; box = box.parentElement) {
        if (getComputedStyle(box).overflow === 'visible') continue
        const seen = box.getBoundingClientRect()
        if (left < seen.left || top < seen.top || right > seen.right || bottom > seen.bottom)
          return false
      }
      return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight
    }
    for (const element of root.querySelectorAll<HTMLElement>(targets)) {
      const pressed = element.closest('label') ?? element
      const { left, top, width, height } = pressed.getBoundingClientRect()
      const style = getComputedStyle(element)
      if (width === 0 || element.matches(':disabled') || style.display === 'inline') continue
      if (!isWhole(pressed)) continue
      const x = left + width / 2
      const y = top + height / 2
      const answers = (dx: number, dy: number) =>
        pressed.contains(document.elementFromPoint(x + dx, y + dy))
      // Something lies over it.
      if (!answers(0, 0)) continue
      const reach = (dx: number, dy: number) => {
        let far = 0
        while (far < FAR && answers(dx * (far + 1), dy * (far + 1))) far++
        return far
      }
      const across = reach(1, 0) + reach(-1, 0) + 1
      const down = reach(0, 1) + reach(0, -1) + 1
      const name = element.getAttribute('aria-label') ?? pressed.textContent?.trim() ?? ''
      if (across < LEAST || down < LEAST) faults.add(`${name}: ${across} × ${down}`)
      const isWritten = element.matches(
        'input:not([type=range], [type=checkbox]), select, textarea',
      )
      if (isWritten && Number.parseFloat(style.fontSize) < 16)
        faults.add(`${name}: ${style.fontSize} text`)
    }
    return [...faults]
  }, TARGETS)
