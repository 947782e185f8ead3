/** The contestants of `fanout.ts`. All send the same bytes to Socket.IO clients. */
import { launch, type Served } from './contestants.ts'
import { post } from './pacer.ts'
import type { Cluster } from './postgres.ts'
import { withWorld } from './world.ts'

export interface Sender {
  name: string
  served: Served
  /** What its sockets sign in with. */
  auth: object
  /** Sends `count` events at once, numbered from `first`. */
  send(first: number, count: number): Promise<unknown>
}

export const SUBJECT = 'ruang'
export const YARDSTICK = 'Socket.IO on Node'
export const LIMIT = 'bare publish'

const COMMANDS: Record<string, string[]> = {
  'stock Bun engine': [process.execPath, `${import.meta.dir}/fanout-stock.ts`],
  [YARDSTICK]: ['node', `${import.meta.dir}/fanout-node.mjs`],
  [LIMIT]: [process.execPath, `${import.meta.dir}/fanout-publish.ts`],
}

/** This server: an event is a message, and comes from its webhook. */
export const withSubject = <T>(cluster: Cluster, use: (sender: Sender) => Promise<T>) =>
  withWorld(cluster, 'fanout', ({ served, token, say }) =>
    use({ name: SUBJECT, served, auth: { token }, send: (_, count) => say(count) }),
  )

/** The others have no database: they send copies of `sample`, a frame of the subject, when it is posted to `/emit`. */
export async function withOthers<T>(
  sample: string,
  use: (senders: Sender[]) => Promise<T>,
): Promise<T> {
  const [, payload] = JSON.parse(sample.slice(2)) as [string, { event_id: number }]
  const senders: Sender[] = []
  try {
    for (const [name, command] of Object.entries(COMMANDS)) {
      const served = await launch(command, {}, '/health')
      const send = (first: number, count: number) => {
        const events = Array.from({ length: count }, (_, n) => ({
          ...payload,
          event_id: 10_000 + first + n,
        }))
        return post(`http://127.0.0.1:${served.port}/emit`, JSON.stringify(events))
      }
      senders.push({ name, served, auth: {}, send })
    }
    return await use(senders)
  } finally {
    for (const { served } of senders) await served.child.stop()
  }
}
