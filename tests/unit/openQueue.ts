import { createGroupQueue } from '../../src/store/groupQueue.ts'

type Group = {
  works: readonly number[]
  done: (errors?: unknown[]) => void
  fail: (e: Error) => void
}

type Options = Omit<Parameters<typeof createGroupQueue<number>>[0], 'run'>

/** A queue whose groups a test finishes by hand. */
export function openQueue(options: Options) {
  const groups: Group[] = []
  const startListeners = new Map<number, () => void>()
  const queue = createGroupQueue<number>({
    ...options,
    run: (works) =>
      new Promise((resolve, reject) => {
        groups.push({ works, done: (errors = []) => resolve(errors), fail: reject })
        startListeners.get(groups.length)?.()
      }),
  })
  /** Resolves when so many groups have started. */
  const started = (count: number) =>
    new Promise<void>((resolve) => {
      if (groups.length >= count) resolve()
      else startListeners.set(count, resolve)
    })
  return { queue, groups, started }
}

/** The end of a round of the event loop. */
export const round = () => new Promise((resolve) => setImmediate(resolve))

export const settled = (promises: Promise<void>[]) =>
  Promise.allSettled(promises).then((all) => all.map(({ status }) => status))
