import { AppError } from '../../protocol/errors.ts'
import type { World } from '../world.ts'
import type { SimulatedTemplate } from './library.ts'

/** Changes a template's review status and sends the webhook about it (facts sheet, section 4). */
export function changeTemplate(world: World, id: string, status: string): SimulatedTemplate {
  const template = world.templates.find((one) => one.id === id)
  if (!template) throw new AppError('not_found', 'There is no such template.')
  template.status = status
  world.postman.send({
    lane: `template ${id}`,
    field: 'message_template_status_update',
    value: {
      event: status,
      message_template_id: Number(id),
      message_template_name: template.name,
      message_template_language: template.language,
      reason: 'NONE',
    },
    about: { event: 'template', wamid: null, customer_id: null, code: null },
  })
  return template
}
