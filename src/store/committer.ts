import { createGroupQueue } from './groupQueue.ts'
import { isRace } from './races.ts'
import { isDatabaseUnavailable } from './unavailable.ts'

const TRIES = 6

type Entry<T, A> = { work: T; answer?: A }

/**
 * A group committer whose works get answers: all work that queued during the last commit shares the next call and commit.
 * A group that lost a race is run again. A group that fails is halved until the failing work stands alone.
 * @param run stores a group and answers each work, in order; `undefined` means not in this round: run it again
 */
export function createCommitter<T, A>(options: {
  run: (works: readonly T[]) => Promise<readonly (A | undefined)[]>
  maxSize: number
}) {
  const runOnce = async (entries: readonly Entry<T, A>[]) => {
    let left = entries
    for (let tries = 1; left.length > 0; tries++) {
      try {
        const answers = await options.run(left.map(({ work }) => work))
        for (const [index, entry] of left.entries()) {
          const answer = answers[index]
          if (answer !== undefined) entry.answer = answer
        }
        const next = left.filter((entry) => entry.answer === undefined)
        if (next.length < left.length) tries = 0
        else if (tries >= TRIES) throw new Error('a group does not settle')
        left = next
      } catch (error) {
        if (tries >= TRIES || !isRace(error)) throw error
      }
    }
  }

  const settle = async (entries: readonly Entry<T, A>[]): Promise<(unknown | null)[]> => {
    const open = entries.filter((entry) => entry.answer === undefined)
    try {
      await runOnce(open)
      return entries.map(() => null)
    } catch (error) {
      if (isDatabaseUnavailable(error) || open.length <= 1) {
        return entries.map((entry) => (entry.answer === undefined ? error : null))
      }
      const half = Math.ceil(entries.length / 2)
      const first = await settle(entries.slice(0, half))
      return [...first, ...(await settle(entries.slice(half)))]
    }
  }

  const queue = createGroupQueue<Entry<T, A>>({ maxSize: options.maxSize, run: settle })
  return {
    async submit(work: T): Promise<A> {
      const entry: Entry<T, A> = { work }
      await queue.submit(entry, 1)
      return entry.answer as A
    },
    idle: queue.idle,
  }
}
