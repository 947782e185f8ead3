/** If less of the page is covered, it is a browser toolbar, not a keyboard. */
const LEAST_PX = 120

/**
 * Keeps `--covered` true: how much of the page's lower end a keyboard lies over. Chromium and Firefox make the page
 * smaller, as index.html asks them to; Safari leaves it as it is, and pushes it up until the caret is in sight.
 */
export function trackKeyboard(): void {
  const seen = window.visualViewport
  if (!seen) return
  const { documentElement: page } = document
  const follow = () => {
    // A pinch zoom makes the visual viewport smaller too.
    if (seen.scale > 1.01) return
    const covered = Math.round(page.clientHeight - seen.height)
    const isKeyboard = covered >= LEAST_PX
    page.style.setProperty('--covered', `${isKeyboard ? covered : 0}px`)
    if (isKeyboard && seen.offsetTop > 0) scrollTo(0, 0)
  }
  seen.addEventListener('resize', follow)
  seen.addEventListener('scroll', follow)
}
