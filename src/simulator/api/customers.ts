import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { AppError } from '../../protocol/errors.ts'
import { customerMessage, newCustomer } from '../../protocol/simulator.ts'
import { isUnread } from '../chats.ts'
import type { Person } from '../people.ts'
import { numberOf, play } from '../play.ts'
import { renumber } from '../renumber.ts'
import { readMessage, tellStatus } from '../statuses.ts'
import type { World } from '../world.ts'
import { check, readJson } from './requests.ts'
import { keepUpload } from './uploads.ts'

const LISTED = 200

const opened = z.strictObject({
  phone_number_id: z.string().optional(),
  /** The wamid of a voice note that the customer plays. */
  played: z.string().optional(),
})
const newPhone = z.strictObject({ phone: z.string().regex(/^\d{5,20}$/, 'is not digits') })

/** Routes for customers and their phones. */
export function customerRoutes(world: World) {
  const app = new Hono()

  app.get('/', (c) => {
    const customers = world.people
      .all()
      .map(world.chats.showCustomer)
      .sort((a, b) => (b.last_message_at ?? '').localeCompare(a.last_message_at ?? ''))
    return c.json({ success: true, data: customers.slice(0, LISTED) })
  })

  app.post('/', async (c) => {
    const person = world.people.put(await readJson(c, newCustomer))
    const customer = world.chats.showCustomer(person)
    world.journal.tell('customer', customer)
    return c.json({ success: true, data: customer }, 201)
  })

  app.get('/:id/chat', (c) => {
    const number = numberOf(world, c.req.query('phone_number_id'))
    const chat = world.chats.open(number, personOf(world, c).phone)
    return c.json({ success: true, data: world.chats.show(chat) })
  })

  app.post('/:id/messages', async (c) => {
    const person = personOf(world, c)
    const said = isForm(c) ? await fromForm(world, c) : await readJson(c, customerMessage)
    const { wamid } = play(world, person, said)
    return c.json({ success: true, data: { wamid, message: world.chats.find(wamid) ?? null } }, 201)
  })

  app.post('/:id/read', async (c) => {
    const { phone_number_id, played } = await readJson(c, opened)
    const { messages } = world.chats.open(
      numberOf(world, phone_number_id),
      personOf(world, c).phone,
    )
    const unread = [...messages.values()].filter(isUnread)
    for (const { id } of unread) {
      const taken = world.taken.get(id)
      if (taken) readMessage(world, taken)
    }
    const voice = played === undefined ? undefined : world.taken.get(played)
    if (voice) tellStatus(world, voice, 'played')
    return c.json({ success: true, data: { read: unread.map(({ id }) => id) } })
  })

  app.post('/:id/number', async (c) => {
    const { phone } = await readJson(c, newPhone)
    const moved = renumber(world, personOf(world, c), phone)
    return c.json({ success: true, data: world.chats.showCustomer(moved) })
  })

  return app
}

function personOf(world: World, c: Context): Person {
  const person = world.people.find(c.req.param('id') ?? '')
  if (!person) throw new AppError('not_found', 'There is no such customer.')
  return person
}

const isForm = (c: Context) => /^multipart\/form-data\b/i.test(c.req.header('content-type') ?? '')

/** A file with its message in one request: `file`, and `type`, `caption`, `voice`, `reply_to` beside it. */
async function fromForm(world: World, c: Context) {
  const { file, fields } = await keepUpload(world, c)
  const { type = kindOf(file.mime), voice, ...rest } = fields
  return check(customerMessage, {
    ...rest,
    type,
    media_id: file.id,
    ...(voice !== undefined && { voice: voice === 'true' }),
  })
}

function kindOf(mime: string): string {
  if (mime === 'image/webp') return 'sticker'
  const [top = ''] = mime.split('/')
  return ['image', 'video', 'audio'].includes(top) ? top : 'document'
}
