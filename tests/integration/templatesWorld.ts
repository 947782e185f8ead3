import { expect } from 'bun:test'
import { z } from 'zod'
import { checkTemplateSend } from '../../src/actions/checkTemplateSend.ts'
import type { createTemplateRefresh } from '../../src/actions/refreshTemplates.ts'
import { createIngest } from '../../src/ingest/ingest.ts'
import { template as templateSchema } from '../../src/protocol/template.ts'
import { parseWebhook } from '../../src/whatsapp/parse.ts'
import { type TestDatabase, testDatabase } from '../helpers/cluster.ts'
import { openTestHttp, type TestHttp } from '../helpers/httpApp.ts'

type GraphTemplates = NonNullable<Parameters<typeof createTemplateRefresh>[0]['graph']>

type Answer = Awaited<ReturnType<GraphTemplates['templates']>>

export type Told = (Answer & { kind: 'found' })['templates'][number]

export const WABA = '102290129340398'

export const body = (text: string) => [{ type: 'BODY', text }]

export const told = (name: string, more: Partial<Told> = {}): Told => ({
  id: `id-${name}-${more.language ?? 'id'}`,
  name,
  language: 'id',
  status: 'APPROVED',
  category: 'UTILITY',
  parameterFormat: 'POSITIONAL',
  components: body('Halo {{1}}'),
  ...more,
})

/** Meta, as far as it lists templates: what it says, and how often it was asked. */
function openMeta(templates: Told[]) {
  const waiting: { count: number; resolve: () => void }[] = []
  const meta = {
    asked: [] as string[],
    /** Resolves when it has been asked this often. */
    askedTimes: (count: number) =>
      new Promise<void>((resolve) => {
        if (meta.asked.length >= count) resolve()
        else waiting.push({ count, resolve })
      }),
    answer: { kind: 'found', templates } as Answer,
    /** Holds answers back until it is called. */
    hold: null as Promise<void> | null,
    async templates(wabaId: string): Promise<Answer> {
      meta.asked.push(wabaId)
      for (const { count, resolve } of waiting) if (meta.asked.length >= count) resolve()
      const { answer } = meta
      await meta.hold
      return answer
    },
  }
  return meta
}

/** The HTTP app, one of our numbers, and an account whose templates a stand-in for Meta tells. */
export async function openTemplates(templates: Told[] = [told('order')]) {
  const database: TestDatabase = await testDatabase()
  const meta = openMeta(templates)
  const http: TestHttp = openTestHttp(database.url, { graph: meta })
  const { sql } = http.ctx
  const channelId = Bun.randomUUIDv7()
  await sql`insert into channels (id, phone_number_id, waba_id) values (${channelId}, '106540352242922', ${WABA})`
  const ingest = createIngest(http.ctx, { error: () => {} })
  const [agent, supervisor] = await Promise.all([
    http.signedIn('agent'),
    http.signedIn('supervisor'),
  ])
  const list = async (query = '', token = agent.token) => {
    const { status, body } = await http.call('GET', `/templates${query}`, { token })
    expect(status).toBe(200)
    z.array(templateSchema).parse(body.data)
    return body
  }
  /** A signed webhook with this entry. */
  const takes = (entry: object) => {
    const webhook = { object: 'whatsapp_business_account', entry: [entry] }
    const items = parseWebhook(webhook, Date.now())
    return ingest.submit({ items, body: Buffer.from(JSON.stringify(webhook)) })
  }
  return {
    http,
    sql,
    meta,
    channelId,
    agent,
    supervisor,
    list,
    names: async (query = '') => (await list(query)).data.map(({ name }: Told) => name),
    refresh: () => http.call('POST', '/templates/refresh', { token: supervisor.token }),
    /** A signed webhook about a template. */
    hears: (field: string, value: object) =>
      takes({ id: WABA, time: 1, changes: [{ field, value }] }),
    takes,
    /** Whatever was asked for or has failed, is due again. */
    later: () => sql`
      update template_accounts set due_at = now() - interval '1 second', fetched_at = fetched_at - interval '1 hour'`,
    due: () => http.deps.templates.due(),
    check: (name: string, components: unknown, language = 'id') =>
      checkTemplateSend({ sql, now: Date.now }, http.deps.templates, {
        channelId,
        name,
        language,
        components,
      }),
    async end() {
      await http.close()
      await database.drop()
    },
  }
}
