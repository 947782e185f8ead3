/**
 * With several processes on one port, any worker that is scraped answers for all, each under its own label. It asks the
 * leader, which asks every worker.
 */
export type MetricsMessage =
  | { metrics: 'ask' | 'read'; id: number }
  | { metrics: 'read_out'; id: number; text: string }
  | { metrics: 'answer'; id: number; texts: string[] }

/** A worker that does not answer by then is left out: it is starting, or dead. */
const ANSWER_MS = 2000

export const isMetricsMessage = (message: unknown): message is MetricsMessage =>
  typeof message === 'object' && message !== null && 'metrics' in message

type Say = (message: MetricsMessage) => void

/** The worker's side. @param own its own metrics */
export function createWorkerMetrics(own: () => Promise<string>, tellLeader: Say) {
  const asked = new Map<number, (texts: string[]) => void>()
  let next = 0
  return {
    async heard(message: MetricsMessage): Promise<void> {
      const { id } = message
      if (message.metrics === 'read')
        tellLeader({ metrics: 'read_out', id, text: await own().catch(() => '') })
      if (message.metrics === 'answer') asked.get(id)?.(message.texts)
    },
    /** The metrics of all workers. */
    async text(): Promise<string> {
      const id = next++
      const late = Promise.withResolvers<string[]>()
      const timer = setTimeout(late.resolve, 2 * ANSWER_MS, [])
      asked.set(id, late.resolve)
      tellLeader({ metrics: 'ask', id })
      const texts = await late.promise
      clearTimeout(timer)
      asked.delete(id)
      return texts.length > 0 ? mergeMetrics(texts) : own()
    },
  }
}

/** The leader's side. @param workers functions that send a message to each serving worker */
export function createMetricsRelay(workers: () => readonly Say[]) {
  const rounds = new Map<number, { texts: string[]; missing: number; done: () => void }>()
  let next = 0

  const ask = (asked: number, answer: Say) => {
    const all = workers()
    const id = next++
    const done = () => {
      clearTimeout(timer)
      if (!rounds.delete(id)) return
      try {
        answer({ metrics: 'answer', id: asked, texts: round.texts })
      } catch {
        // The worker that asked has died meanwhile.
      }
    }
    const round = { texts: [] as string[], missing: all.length, done }
    const timer = setTimeout(done, ANSWER_MS)
    rounds.set(id, round)
    for (const say of all) {
      try {
        say({ metrics: 'read', id })
      } catch {
        // The worker has just died.
        if (--round.missing === 0) round.done()
      }
    }
  }
  const take = (id: number, text: string) => {
    const round = rounds.get(id)
    if (!round) return
    if (text !== '') round.texts.push(text)
    if (--round.missing === 0) round.done()
  }
  return {
    heard(message: MetricsMessage, answer: Say): void {
      if (message.metrics === 'ask') ask(message.id, answer)
      if (message.metrics === 'read_out') take(message.id, message.text)
    },
  }
}

/** Merges texts: each metric has one header, followed by the lines of all workers. */
export function mergeMetrics(texts: readonly string[]): string {
  const families = new Map<string, string[]>()
  for (const block of texts.flatMap((text) => text.trimEnd().split('\n\n'))) {
    const lines = block.split('\n')
    const head = lines.filter((line) => line.startsWith('#')).join('\n')
    const family = families.get(head) ?? []
    family.push(...lines.filter((line) => !line.startsWith('#')))
    families.set(head, family)
  }
  return `${[...families].map(([head, lines]) => [head, ...lines].join('\n')).join('\n\n')}\n`
}
