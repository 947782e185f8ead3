import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { LogEntry } from '../../protocol/simulator.ts'
import type { OurNumber } from '../numbers.ts'
import type { World } from '../world.ts'
import { describe, download, remove, upload } from './media.ts'
import { describeNumber, listTemplates } from './nodes.ts'
import { markRead } from './readMark.ts'
import { GraphRefusal, noSuchObject } from './refusal.ts'
import { type Noted, send } from './send.ts'

type Env = { Variables: { noted: Noted } }

/** Meta's largest file is 100 MB (facts sheet, section 6). */
const MAX_BODY_BYTES = 101 * 1024 * 1024

/** The part of the Graph API that a WhatsApp business needs, under `/graph/{version}/…`. */
export function graphApp(world: World) {
  const app = new Hono<Env>()

  app.use(async (c, next) => {
    c.set('noted', { event: 'unknown' })
    await next()
    note(world, c)
  })
  app.onError((error, c) => {
    if (!(error instanceof GraphRefusal)) throw error
    return c.json(error.toJSON(), error.status as 400)
  })

  app.use(async (c, next) => {
    const token = /^Bearer +(\S+) *$/i.exec(c.req.header('authorization') ?? '')?.[1]
    if (token === undefined) {
      throw new GraphRefusal(190, {
        message: 'Invalid OAuth access token - Cannot parse access token',
      })
    }
    if (world.misbehaviour.now.refuse_token) {
      throw new GraphRefusal(190, {
        message: 'Error validating access token: Session has expired.',
        subcode: 463,
      })
    }
    await next()
  })

  app.use(
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: () => {
        throw new GraphRefusal(100, { message: 'The request is too large.' })
      },
    }),
  )

  app.get('/files/:id/:key', (c) => {
    c.var.noted.event = 'media.download'
    return download(world, c, c.req.param('id'), c.req.param('key'))
  })
  app.use('/:version/*', async (c, next) => {
    if (!/^v\d+\.\d+$/.test(c.req.param('version'))) {
      throw new GraphRefusal(2500, { message: 'Unknown path components' })
    }
    await next()
  })
  app.post('/:version/:id/messages', async (c) => {
    const number = numberOf(world, c.req.param('id'))
    const body = await readObject(c)
    if (body.messaging_product !== 'whatsapp') {
      throw new GraphRefusal(100, { message: 'The parameter messaging_product is required.' })
    }
    const noted: Noted = { event: body.status === undefined ? 'message' : 'read', body }
    c.set('noted', noted)
    if (body.status === undefined) return send(world, c, { number, body, noted })
    markRead(world, body, noted)
    return c.json({ success: true })
  })
  app.post('/:version/:id/media', (c) => {
    c.var.noted.event = 'media.upload'
    return upload(world, c, numberOf(world, c.req.param('id')))
  })
  app.get('/:version/:id/message_templates', (c) => {
    c.var.noted.event = 'templates'
    return listTemplates(world, c)
  })
  app.get('/:version/:id', (c) => {
    const id = c.req.param('id')
    const isFile = c.req.query('phone_number_id') !== undefined || world.files.find(id)
    c.var.noted.event = isFile ? 'media.describe' : 'number'
    return isFile ? describe(world, c, id) : describeNumber(c, numberOf(world, id))
  })
  app.delete('/:version/:id', (c) => {
    c.var.noted.event = 'media.delete'
    return remove(world, c, c.req.param('id'))
  })
  app.all('*', () => {
    throw new GraphRefusal(2500, { message: 'Unknown path components' })
  })
  return app
}

function numberOf(world: World, id: string): OurNumber {
  const number = world.numbers.find(id)
  if (!number) throw noSuchObject(id)
  return number
}

async function readObject(c: Context): Promise<Record<string, unknown>> {
  const body = await c.req.json().catch(() => null)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new GraphRefusal(100, { message: 'Invalid parameter' })
  }
  return body
}

/** Records a call in the traffic log and in the list of calls for tests. */
function note(world: World, c: Context<Env>): void {
  const { event, body = null, wamid = null, customer_id = null, beside = 0, dropped } = c.var.noted
  const code = c.error instanceof GraphRefusal ? c.error.code : null
  const refused: LogEntry['result'] = c.res.status < 300 ? 'accepted' : 'refused'
  world.journal.log({
    at: new Date(world.now()).toISOString(),
    direction: 'to_meta',
    event,
    wamid,
    customer_id,
    result: dropped ? 'dropped' : refused,
    code,
    http_status: c.res.status,
    marks: [],
    delayed_ms: 0,
  })
  const { method, path } = c.req
  const status = c.res.status
  world.calls.note({ method, path, body, status, code, wamid, customer_id, beside })
}
