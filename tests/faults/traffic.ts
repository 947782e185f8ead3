import { textMessage, webhook } from '../helpers/webhooks.ts'
import type { Random } from './seeded.ts'

/** One webhook and its messages. */
export type Post = { body: string; wamids: string[] }

export const customerPhone = (index: number) => `62811${String(index).padStart(8, '0')}`
const newcomerPhone = (index: number) => `62822${String(index).padStart(8, '0')}`

/** How many of the latest posts may come a second time, on another connection. */
const RECENT = 64

/**
 * Webhooks of a busy day: mostly known customers, some new ones whose first messages race each other, batches, and duplicate
 * deliveries.
 * @param textLength length of each message's text, in characters
 */
export function createTraffic(random: Random, customers: number, textLength = 24) {
  const recent: Post[] = []
  let messages = 0
  let newcomers = 0
  let posts = 0

  const phone = () => {
    if (random.next() < 0.9) return customerPhone(random.below(customers))
    // A new customer's first messages come close together, on several connections.
    if (random.next() < 0.5) newcomers++
    return newcomerPhone(Math.max(0, newcomers - random.below(3)))
  }
  const makePost = (phones: readonly string[]): Post => {
    const wamids: string[] = []
    const values = phones.map((from) => {
      const wamid = `wamid.fault${String(messages++).padStart(8, '0')}`
      wamids.push(wamid)
      return textMessage(from, `${wamid} `.padEnd(textLength, '.'), { wamid, name: `C ${from}` })
    })
    return { body: JSON.stringify(webhook(...values)), wamids }
  }

  return {
    /** The first messages of all known customers, in one webhook. */
    introduce: () =>
      makePost(Array.from({ length: customers }, (_, index) => customerPhone(index))),
    next(): Post {
      const die = random.next()
      if (die < 0.05 && recent.length > 0) return random.pick(recent)
      const size = die < 0.15 ? 2 + random.below(12) : 1
      const post = makePost(Array.from({ length: size }, phone))
      recent[posts++ % RECENT] = post
      return post
    },
    /** `size` messages of known customers in one webhook. */
    batch: (size: number) =>
      makePost(Array.from({ length: size }, () => customerPhone(random.below(customers)))),
    /** One message of one known customer. */
    single: () => makePost([customerPhone(random.below(customers))]),
  }
}
