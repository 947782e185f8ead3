const AGAIN_MS = 2000
const ANSWERS_MS = 4000

let cut = false
let waiting: Promise<boolean> | null = null

/** What the inbox's connection knows of the line. */
export function setCut(so: boolean): void {
  cut = so
}

/**
 * What is loaded when it is wanted: while the server is out of reach it is waited for, and all else stays as it is.
 * @throws when the server is there and has it no more, since there is a newer version of the page
 */
export async function arriving<T>(load: () => Promise<T>): Promise<T> {
  // Older browsers keep what failed once as failed: what can't come now is not even asked for.
  if (cut || !navigator.onLine) await theLine()
  for (let refused = 0; ; ) {
    try {
      return await load()
    } catch (error) {
      // The line may have come back in between: once is not for good.
      if (!(await theLine()) && ++refused > 1) throw error
    }
  }
}

/** All wait as one. @returns whether it had to be waited for */
function theLine(): Promise<boolean> {
  waiting ??= untilServerIsThere().finally(() => {
    waiting = null
  })
  return waiting
}

async function untilServerIsThere(): Promise<boolean> {
  let waited = false
  while (!(await isServerThere())) {
    waited = true
    await aMoment()
  }
  return waited
}

const isServerThere = () =>
  fetch('/health', { cache: 'no-store', signal: AbortSignal.timeout(ANSWERS_MS) }).then(
    ({ ok }) => ok,
    () => false,
  )

function aMoment(): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer)
      removeEventListener('online', over)
      resolve()
    }
    const timer = setTimeout(over, AGAIN_MS)
    addEventListener('online', over)
  })
}
