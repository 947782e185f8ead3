import type { ActionContext } from '../../src/actions/context.ts'
import { type DeliveryTimes, startDelivery } from '../../src/delivery/startDelivery.ts'
import type { OpenFile } from '../../src/delivery/uploadFile.ts'
import type { Sql } from '../../src/store/database.ts'
import {
  claimSends,
  type OutcomeInput,
  type SendJob,
  sendOutcomes,
} from '../../src/store/outbox.ts'
import type { Graph } from '../../src/whatsapp/graph.ts'
import { startServer } from '../helpers/server.ts'
import { newPhone, newWamid, PHONE_NUMBER_ID } from '../helpers/webhooks.ts'
import { from, openInbox } from './webhookWorld.ts'

/** What hands out in a test, in place of the server's own. */
export type Hands = Partial<Graph> & {
  open?: OpenFile
  sql?: Sql
  now?: () => number
  times?: DeliveryTimes
}

/** An inbox whose server hands nothing to Meta, for want of a token: its tests do, or claim for themselves. */
export async function openDeliveries() {
  const server = await startServer({
    config: { whatsappPhoneNumberId: PHONE_NUMBER_ID, sendsToSimulator: false, simulator: false },
  })
  const inbox = await openInbox(server)
  const { sql } = inbox
  const ask = async (path: string, body?: object) => {
    const answer = await server.api('POST', path, { token: inbox.supervisor.token, body })
    return answer.body.data
  }
  const one = async <Row>(id: string, table: 'outbox' | 'messages') => {
    const [row] = await sql`
      select * from ${sql(table)} where ${sql(table === 'outbox' ? 'message_id' : 'id')} = ${id}`
    return row as Row | undefined
  }

  return {
    ...inbox,
    server,
    async newRoom(channel = PHONE_NUMBER_ID): Promise<string> {
      const wamid = newWamid()
      await inbox.take(from({ phone: newPhone(), name: 'Ana' }, 'Halo', { wamid, channel }))
      return inbox.roomOf(wamid)
    },
    /** @returns its id */
    say: async (roomId: string, text = 'Halo'): Promise<string> =>
      (await ask('/messages/send', { room_id: roomId, text })).id,
    /** A picture, as `send-media-combined` leaves it. */
    async show(roomId: string): Promise<string> {
      const { id } = await ask('/messages/send', { room_id: roomId, text: 'a picture' })
      await sql`update sends set content = '{"type":"image","image":{}}' where message_id = ${id}`
      await sql`
        insert into media (message_id, state, object, size, mime, sha256)
        values (${id}, 'stored', ${`2026/11/${id}.jpg`}, 3, 'image/jpeg', 'x')`
      return id
    },
    retry: (id: string) => ask(`/messages/${id}/retry`),
    claim: async (now = Date.now(), most = 100): Promise<SendJob[]> =>
      (await claimSends(sql, { now, most, claimer: Bun.randomUUIDv7() })).jobs,
    settle: (outcome: OutcomeInput, now = Date.now()) => sendOutcomes(sql, [outcome], now),
    job: (id: string) =>
      one<{
        state: string
        tries: number
        claim: number
        claimed_by: string | null
        due_at: Date
        claimed_at: Date
      }>(id, 'outbox'),
    /** Resolves once the message shows this. */
    async status(id: string, status: string): Promise<void> {
      while ((await one<{ status: string }>(id, 'messages'))?.status !== status);
    },
    /** Hands out what waits, from now on. */
    deliver({ open = async () => null, times, ...hands }: Hands) {
      const ctx: ActionContext = {
        sql: hands.sql ?? sql,
        now: hands.now ?? Date.now,
        newId: () => Bun.randomUUIDv7(),
        handOver: () => {},
      }
      return startDelivery({
        ctx,
        graph: { checkNumber: async () => 'ok', markRead: async () => true, ...hands } as Graph,
        open,
        applyWaiting: () => {},
        log: { warn: () => {}, error: () => {} },
        times: { pollMs: 50, ...times },
      })
    },
    async end() {
      await inbox.stop()
      await server.stop()
    },
  }
}

/** As Meta takes a message. */
export const taken = () =>
  ({ kind: 'accepted', wamid: newWamid(), waId: null, bsuid: null }) as const

/**
 * A connection that passes on what it is asked, but for a statement whose text or values hold `words`.
 * @param instead what becomes of it; `run` has it run after all
 */
export function intercepted(
  sql: Sql,
  words: string,
  instead: (run: () => Promise<unknown>, nth: number) => Promise<unknown>,
): Sql {
  let nth = 0
  return new Proxy(sql, {
    apply(target, self, asked) {
      const query = () => Reflect.apply(target, self, asked)
      return JSON.stringify(asked).includes(words) ? instead(async () => query(), nth++) : query()
    },
  })
}

/** What the driver says of a connection that is lost. */
export const connectionLost = () =>
  Object.assign(new Error('write CONNECTION_CLOSED'), { code: 'CONNECTION_CLOSED' })
