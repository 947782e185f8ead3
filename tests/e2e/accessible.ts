import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** The serious and critical faults that axe-core finds on the page, each with its place. */
export async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(settled)
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      // An experimental rule of axe. It takes the initials in an avatar, which is an image with a name, for a label.
      rules: { 'label-content-name-mismatch': { enabled: false } },
    }),
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, target }) => `${id}: ${target} ${html}`))
}

/**
 * The faults in both themes; afterwards the page is light. Switched by the device's preference, since the theme button
 * may be covered by a dialog.
 */
export async function faultsInBothThemes(page: Page): Promise<string[]> {
  const faults: string[] = []
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.waitForFunction(
      (theme) => document.documentElement.dataset.theme === theme,
      colorScheme,
    )
    faults.push(...(await seriousFaults(page)).map((fault) => `${colorScheme}: ${fault}`))
  }
  return faults
}

/** Resolves when the last change, such as the theme, is drawn and all transitions are over. One may start another. */
async function settled(): Promise<void> {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  const transitions = () =>
    document
      .getAnimations()
      .filter((one) => one instanceof CSSTransition && one.playState !== 'finished')
  do {
    await Promise.all(transitions().map(({ finished }) => finished.catch(() => {})))
    await frame()
    await frame()
  } while (transitions().length > 0)
}
