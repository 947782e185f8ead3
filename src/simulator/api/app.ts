import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import { limitBodies } from '../../http/bodies.ts'
import { AppError } from '../../protocol/errors.ts'
import { behaviourChange } from '../../protocol/simulator.ts'
import { TABLE } from '../../whatsapp/errorTable.ts'
import { serve } from '../files.ts'
import { titleOf } from '../graph/refusal.ts'
import { serveSample } from '../samples.ts'
import { changeTemplate } from '../templates/change.ts'
import type { World } from '../world.ts'
import { customerRoutes } from './customers.ts'
import { streamEvents } from './events.ts'
import { readJson, refuseForeignPages } from './requests.ts'
import { keepUpload } from './uploads.ts'

const MAX_FORM_BYTES = 105 * 1024 * 1024

const templateChange = z.strictObject({
  status: z.enum(['APPROVED', 'PENDING', 'REJECTED', 'PAUSED', 'DISABLED']),
})

/** The simulator's own API, for its page and for tests. */
export function apiApp(world: World, reset: () => void) {
  const app = new Hono()
  app.use(refuseForeignPages, limitBodies())
  app.use(
    bodyLimit({
      maxSize: MAX_FORM_BYTES,
      onError: () => {
        throw new AppError('payload_too_large', 'A file is at most 100 MB.')
      },
    }),
  )

  app.route('/customers', customerRoutes(world))

  app.get('/behaviour', (c) => c.json({ success: true, data: world.misbehaviour.now }))
  app.post('/behaviour', async (c) => {
    const data = world.misbehaviour.change(await readJson(c, behaviourChange))
    return c.json({ success: true, data })
  })
  app.delete('/behaviour', (c) => c.json({ success: true, data: world.misbehaviour.reset() }))
  app.post('/reset', (c) => {
    reset()
    return c.json({ success: true, data: {} })
  })

  app.get('/events', (c) => streamEvents(world, c))
  app.get('/requests', (c) => {
    const data = world.calls.after(Number(c.req.query('after')) || 0)
    return c.json({ success: true, data })
  })

  app.post('/files', async (c) => {
    const { file } = await keepUpload(world, c)
    const data = { media_id: file.id, mime_type: file.mime, size: file.bytes.length }
    return c.json({ success: true, data }, 201)
  })
  app.get('/files/:id', (c) => {
    const file = world.files.find(c.req.param('id'))
    if (!file) throw new AppError('not_found', 'There is no such file.')
    return serve(file)
  })

  app.get('/samples/:name', (c) => {
    const sample = serveSample(c.req.param('name'))
    if (!sample) throw new AppError('not_found', 'There is no such file.')
    return sample
  })

  app.get('/templates', (c) => c.json({ success: true, data: world.templates }))
  app.patch('/templates/:id', async (c) => {
    const { status } = await readJson(c, templateChange)
    return c.json({ success: true, data: changeTemplate(world, c.req.param('id'), status) })
  })

  /** Error codes that a send can be made to fail with. */
  app.get('/error-codes', (c) => {
    const data = Object.entries(TABLE).flatMap(([kind, codes]) =>
      Object.keys(codes).map((code) => ({
        code: Number(code),
        class: kind,
        title: titleOf(Number(code)),
      })),
    )
    return c.json({ success: true, data })
  })
  return app
}
