import { expect } from 'bun:test'
import { indexMessages } from '../../src/actions/indexMessages.ts'
import { hit } from '../../src/protocol/search.ts'
import type { Person } from '../helpers/server.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { from, openInbox } from './webhookWorld.ts'

const SOON_MS = 20_000

/** An inbox, and what is found in it. */
export async function openSearch() {
  const inbox = await openInbox()

  const search = async (q: string, { token } = inbox.supervisor, more = '') => {
    const path = `/messages/search?q=${encodeURIComponent(q)}${more}`
    const { status, body } = await inbox.server.api('GET', path, { token })
    if (status !== 200) return { status, body, hits: [] }
    return { status, body, hits: hit.array().parse(body.data) }
  }

  /** Asks until the answer is as expected: messages are found a moment after they are stored. */
  async function finds(q: string, wamids: string[], who?: Person) {
    const deadline = Date.now() + SOON_MS
    for (;;) {
      const { hits } = await search(q, who)
      const found = hits.map(({ wa_message_id }) => wa_message_id)
      if (Bun.deepEquals(found, wamids)) return hits
      if (Date.now() > deadline) expect(found).toEqual(wamids)
      await Bun.sleep(20)
    }
  }

  /** Indexes up to the end of the log, once the server is not at it itself. */
  async function indexAll() {
    while ((await indexMessages(inbox.sql)) === -1);
  }

  /** A new message of a customer. */
  async function said(text: string, phone = newPhone()): Promise<string> {
    const wamid = newWamid()
    await inbox.take(from({ phone, name: 'Ana' }, text, { wamid }))
    return wamid
  }
  return { inbox, search, finds, indexAll, said }
}
