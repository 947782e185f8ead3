const RETRY_MS = 2000
const HEALTH_TIMEOUT_MS = 4000

let offline = false
let waiting: Promise<boolean> | null = null

/** Called when the inbox's connection is cut or comes back. */
export function setOffline(value: boolean): void {
  offline = value
}

/**
 * Loads code on demand, as `import()` does. While the server is out of reach it waits, and the page stays as it is.
 * @throws when the server is there but no longer has the file, since a newer version of the page was deployed
 */
export async function loadModule<T>(load: () => Promise<T>): Promise<T> {
  // Older browsers cache a failed import for good, so don't even try while offline.
  if (offline || !navigator.onLine) await waitForServer()
  for (let refused = 0; ; ) {
    try {
      return await load()
    } catch (error) {
      // The server may have come back since the failure: give up only at the second one while it answers.
      if (!(await waitForServer()) && ++refused > 1) throw error
    }
  }
}

/** All callers share one wait. @returns whether the server was out of reach */
function waitForServer(): Promise<boolean> {
  waiting ??= waitUntilReachable().finally(() => {
    waiting = null
  })
  return waiting
}

async function waitUntilReachable(): Promise<boolean> {
  let waited = false
  while (!(await isServerReachable())) {
    waited = true
    await pause()
  }
  return waited
}

const isServerReachable = () =>
  fetch('/health', { cache: 'no-store', signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) }).then(
    ({ ok }) => ok,
    () => false,
  )

function pause(): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer)
      removeEventListener('online', over)
      resolve()
    }
    const timer = setTimeout(over, RETRY_MS)
    addEventListener('online', over)
  })
}
