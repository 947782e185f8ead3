import type { ActionContext } from '../actions/context.ts'
import type { SendMessage } from '../actions/send.ts'
import { acknowledge, type Handlers } from './acknowledge.ts'
import { callerNow } from './callerNow.ts'
import { countWaiting } from './waiting.ts'

type Deps = {
  ctx: ActionContext
  send: SendMessage
  log: { error: (fields: object, text: string) => void }
}

/** `message:send` under both its names: as `POST /messages/send` by the role that the user has now. */
export function handleSending(deps: Deps, handlers: Handlers): void {
  for (const name of ['message:send', 'send_message'] as const) {
    acknowledge(handlers, name, deps.log, async (socket, asked) => {
      const { text: body, preview_url, ...envelope } = asked
      countWaiting(socket)
      await socket.data.live
      const caller = await callerNow(deps.ctx.sql, socket)
      const text = { body, ...(preview_url !== undefined && { preview_url }) }
      const { message, repeated } = await deps.send({
        caller,
        envelope,
        content: { type: 'text', text },
      })
      return { message, repeated }
    })
  }
}
