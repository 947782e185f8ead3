const AGAIN_MS = 2000

/**
 * What is loaded when it is wanted: while the server is out of reach it is waited for, and all else stays as it is.
 * @throws when the server is there and has it no more, since there is a newer version of the page
 */
export async function arriving<T>(load: () => Promise<T>): Promise<T> {
  for (let refused = 0; ; ) {
    try {
      return await load()
    } catch (error) {
      // The line may have come back in between: once is not for good.
      if ((await isServerThere()) && ++refused > 1) throw error
    }
    await aMoment()
  }
}

const isServerThere = () =>
  fetch('/health', { cache: 'no-store' }).then(
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
