import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { planOther } from '../../src/ingest/planGroup.ts'
import type { Inbound } from '../../src/whatsapp/inbound.ts'
import { parseWebhook } from '../../src/whatsapp/parse.ts'
import { openInbox } from './webhookWorld.ts'

setDefaultTimeout(120_000)

const FIXTURES = new URL('../fixtures/whatsapp/', import.meta.url)

const fixtures = readdirSync(FIXTURES).filter((name) => name.endsWith('.json'))

describe('every webhook that Meta documents', () => {
  test('is taken, shown by REST and told by events as declared, and changes nothing when it comes again', async () => {
    const own = await openInbox()
    expect(fixtures.length).toBeGreaterThan(40)
    const told: { name: string; items: Inbound[] }[] = []
    for (const name of fixtures) {
      const raw = readFileSync(new URL(name, FIXTURES), 'utf8')
      const { status } = await own.server.deliver(raw)
      expect({ name, status }).toEqual({ name, status: 200 })
      told.push({ name, items: parseWebhook(JSON.parse(raw), Date.now()) })
      for (const { room_id } of own.dashboard.named('new_room_complete'))
        await own.dashboard.emit('room:join', { room_id })
    }
    const before = await own.sql`select log_position() as at`
    for (const name of fixtures)
      await own.server.deliver(readFileSync(new URL(name, FIXTURES), 'utf8'))
    expect({ after: await own.sql`select log_position() as at` }).toEqual({ after: before })

    const edited = new Set(
      told.flatMap(({ items }) =>
        items.flatMap((item) =>
          item.kind === 'edit' || item.kind === 'revoke' ? [item.originalWamid] : [],
        ),
      ),
    )
    for (const { name, items } of told) {
      for (const item of items) {
        if (item.kind === 'message') {
          const shown = await own.stored(item.wamid)
          expect({ name, shown }).toMatchObject({
            name,
            shown: {
              direction: item.direction,
              content_type: item.contentType,
              reply_to_wa_message_id: item.replyTo,
              reaction_emoji: item.reaction?.emoji ?? null,
              media_type: item.media?.mediaType ?? null,
              media_id: item.media?.mediaId ?? null,
              created_at: new Date(item.createdAt).toISOString(),
              ...(edited.has(item.wamid)
                ? {}
                : { content_text: item.contentText, metadata: item.metadata }),
            },
          })
        }
        if (item.kind === 'other') {
          const kept = await own.sql`
            select value from webhook_events where hash = ${planOther(item).hash}`
          expect({ name, kept: kept.map(({ value }) => value) }).toEqual({
            name,
            kept: [item.value],
          })
        }
      }
    }
    const refused = await own.sql`select error from quarantine`
    expect(refused.map(({ error }) => error)).toEqual([])
    await own.settled()
    await own.stop()
  })
})
