import { expect } from 'bun:test'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../../src/config.ts'
import { message } from '../../src/protocol/message.ts'
import { startMetaFiles, TOKEN } from '../helpers/metaFiles.ts'
import { type Person, startServer } from '../helpers/server.ts'
import { newPhone, newWamid, PHONE_NUMBER_ID } from '../helpers/webhooks.ts'
import { from, openInbox } from './webhookWorld.ts'

export type Media = Awaited<ReturnType<typeof openMediaWorld>>

const FIXTURES = new URL('../fixtures/media/', import.meta.url).pathname
export const fixture = (name: string) => Bun.file(join(FIXTURES, name)).bytes()

/** A server with a stand-in for Meta's files, and a dashboard. */
export async function openMediaWorld(
  config: Partial<Config> = {},
  mediaTimes = { leaseMs: 60_000, pollMs: 50, firstRetryMs: 5 },
) {
  const meta = await startMetaFiles()
  const graph = {
    whatsappAccessToken: TOKEN,
    whatsappPhoneNumberId: PHONE_NUMBER_ID,
    graphBaseUrl: meta.origin,
  }
  const server = await startServer({ config: { ...graph, ...config }, mediaTimes })
  const inbox = await openInbox(server)

  /** A customer's message with a file. */
  async function sends(
    kind: string,
    part: { id?: string } & Record<string, unknown>,
    who = { phone: newPhone(), name: 'Ana' },
  ) {
    const wamid = newWamid()
    await inbox.take(from(who, { type: kind, [kind]: part }, { wamid }))
    const { id, room_id } = await inbox.stored(wamid)
    return { id, wamid, roomId: room_id, phone: who.phone }
  }
  /** The message as `message_updated` tells it, once its file is here or will not come. */
  async function arrived(id: string) {
    const updates = () => inbox.dashboard.named('message_updated').filter((one) => one.id === id)
    await inbox.dashboard.until(() => updates().length > 0, `the file of ${id}`)
    const { event_id: _, ...told } = updates()[0]
    return message.parse(told)
  }
  const get = (path: string, person: Person | null, headers: Record<string, string> = {}) =>
    fetch(server.url + path, {
      headers: { ...(person && { authorization: `Bearer ${person.token}` }), ...headers },
    })

  return {
    ...inbox,
    server,
    meta,
    sends,
    arrived,
    get,
    /** A room whose customer has just written. */
    async newRoom() {
      const [wamid, phone] = [newWamid(), newPhone()]
      await inbox.take(from({ phone, name: 'Ana' }, 'Halo', { wamid }))
      return { id: await inbox.roomOf(wamid), phone }
    },
    /** A form to `send-media-combined`, in the order of its parts. */
    async sendForm(parts: Record<string, string | File>, person: Person | null = inbox.supervisor) {
      const body = new FormData()
      for (const [name, value] of Object.entries(parts)) body.append(name, value)
      const answer = await fetch(`${server.url}/messages/send-media-combined`, {
        method: 'POST',
        headers: person ? { authorization: `Bearer ${person.token}` } : {},
        body,
      })
      // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
      return { status: answer.status, body: (await answer.json()) as any }
    },
    /** What Meta was asked to send of a message. */
    async handedOver(messageId: string) {
      const find = () =>
        meta.sends.find(({ body }) =>
          String(body.biz_opaque_callback_data).startsWith(`${messageId}.`),
        )
      await inbox.dashboard.until(
        () =>
          inbox.dashboard
            .named('message_status_update')
            .some((one) => one.message_id === messageId && one.status !== 'pending'),
        `what became of ${messageId}`,
      )
      return find()
    },
    /** A customer's file that is here. */
    async received(kind: string, bytes: Uint8Array, part: Record<string, unknown> = {}) {
      const sent = await sends(kind, { id: meta.add({ bytes }), ...part })
      return { ...sent, message: await arrived(sent.id) }
    },
    kept: () => filesKept(join(server.dataDir, 'media')),
    /** What is on its way in. */
    coming: () => filesBelow(join(server.dataDir, 'media', 'incoming')),
    async stop() {
      await inbox.stop()
      await server.stop()
      meta.stop()
    },
  }
}

/** Everything below the folder of media, once what has just been answered is put away. */
async function filesKept(folder: string): Promise<string[]> {
  for (const deadline = Date.now() + 30_000; ; ) {
    const files = await filesBelow(folder)
    if (Date.now() > deadline || !files.some((file) => file.startsWith('incoming/'))) return files
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
}

/** Nothing that a page would run, whatever was uploaded. */
export function expectSafe(answer: Response) {
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  expect(answer.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'")
  expect(answer.headers.get('cache-control')).toContain('private')
}
