import type { z } from 'zod'
import type { Actor } from '../domain/participation.ts'
import type { SendEnvelope, sendTemplate } from '../protocol/sending.ts'
import { readRoomChannel } from '../store/rooms.ts'
import { isRepeat } from '../store/sentMessages.ts'
import { type CheckedTemplate, checkTemplateSend } from './checkTemplateSend.ts'
import type { ActionContext } from './context.ts'
import type { TemplateRefresh } from './refreshTemplates.ts'
import type { SendMessage, Sent } from './send.ts'
import { findTargets } from './sendTargets.ts'

type Deps = {
  ctx: ActionContext
  send: SendMessage
  templates: TemplateRefresh
  /** The `phone_number_id` that sends if the request names no channel. */
  number: string | null
}

/**
 * Sends a template after checking that it can be sent with these components.
 * @throws AppError as checkTemplateSend and a send do
 */
export async function sendTemplated(
  deps: Deps,
  caller: Actor,
  asked: z.infer<typeof sendTemplate>,
): Promise<Sent> {
  const { templateName, languageCode, components, ...envelope } = asked
  const checked = await check(deps, caller, asked)
  const template = {
    name: templateName,
    language: { code: checked?.language ?? languageCode },
    ...(components !== undefined && { components }),
  }
  const content = { type: 'template', template }
  return deps.send({
    caller,
    envelope,
    content,
    asked: [templateName, languageCode, components ?? null],
    text: checked?.text ?? null,
  })
}

/** Null if there is nothing to check: a repeat was checked before, and a send without a target is refused by `send`. */
async function check(
  deps: Deps,
  caller: Actor,
  asked: z.infer<typeof sendTemplate>,
): Promise<CheckedTemplate | null> {
  const { ctx } = deps
  const key = asked.client_message_id ?? null
  if (key !== null && (await isRepeat(ctx.sql, caller.id, key))) return null
  const channelId = await channelOf(deps, caller, asked)
  if (channelId === null) return null
  return checkTemplateSend(ctx, deps.templates, {
    channelId,
    name: asked.templateName,
    language: asked.languageCode,
    components: asked.components ?? [],
  })
}

async function channelOf({ ctx, number }: Deps, caller: Actor, envelope: SendEnvelope) {
  if (envelope.room_id !== undefined) return readRoomChannel(ctx.sql, caller, envelope.room_id)
  const wanted = {
    to: envelope.to!,
    channelId: envelope.channel_id ?? null,
    callerId: caller.id,
    staff: caller.staff,
    assignTo: null,
  }
  const [target] = await findTargets(ctx, [wanted], number)
  return target?.kind === 'room' || target?.kind === 'birth' ? target.channelId : null
}
