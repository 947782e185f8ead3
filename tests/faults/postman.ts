import { deliver } from '../helpers/server.ts'
import type { Post } from './traffic.ts'

/** One delivery attempt; `status` is null if the connection was refused or lost. */
export type Attempt = { began: number; ended: number; status: number | null }

const REDELIVER_MS = 40

export type Postman = ReturnType<typeof startPostman>

/** Delivers webhooks over many connections, each repeated until it is answered 200, as Meta does. */
export function startPostman(url: string, connections: number, nextPost: () => Post) {
  const acked = new Set<string>()
  const attempts: Attempt[] = []
  const underWay = new Set<number>()
  let refused = 0
  let waiting: { holds: () => boolean; resolve: () => void }[] = []
  let stopped = false
  let abandoned = false

  const tryOnce = async (post: Post): Promise<boolean> => {
    const began = performance.now()
    const index = attempts.push({ began, ended: Number.POSITIVE_INFINITY, status: null }) - 1
    underWay.add(index)
    const status = await deliver(url, post.body).then(
      async (answer) => {
        await answer.arrayBuffer().catch(() => null)
        return answer.status
      },
      () => null,
    )
    attempts[index] = { began, ended: performance.now(), status }
    underWay.delete(index)
    if (status === 200) for (const wamid of post.wamids) acked.add(wamid)
    else refused++
    for (const { holds, resolve } of waiting) if (holds()) resolve()
    waiting = waiting.filter(({ holds }) => !holds())
    return status === 200
  }
  const until = (holds: () => boolean) =>
    new Promise<void>((resolve) => waiting.push({ holds, resolve }))
  const carry = async () => {
    while (!stopped) {
      const post = nextPost()
      while (!(await tryOnce(post)) && !abandoned) await Bun.sleep(REDELIVER_MS)
    }
  }
  const carriers = Array.from({ length: connections }, carry)

  return {
    acked,
    attempts,
    /** Indexes of the attempts that are in progress. */
    underWay: () => [...underWay],
    /** Resolves when this many more messages have been answered 200. */
    acks(more: number) {
      const count = acked.size + more
      return until(() => acked.size >= count)
    },
    /** Resolves when this many more attempts have failed. */
    refusals(more: number) {
      const count = refused + more
      return until(() => refused >= count)
    },
    /** Takes no more webhooks; resolves when all taken ones have been answered 200. */
    async finish() {
      stopped = true
      await Promise.all(carriers)
    },
    /** Gives up webhooks that are not answered yet. */
    abandon() {
      stopped = abandoned = true
    },
  }
}
