import type { ActionContext } from '../actions/context.ts'
import type { SendMessage } from '../actions/send.ts'
import { acknowledge, type Handlers } from './acknowledge.ts'
import { currentCaller } from './currentCaller.ts'
import { countWaiting } from './waiting.ts'

type Deps = {
  ctx: ActionContext
  send: SendMessage
  log: { error: (fields: object, text: string) => void }
}

/** `message:send` and its alias `send_message`: as `POST /messages/send`, with the user's current role. */
export function handleSending(deps: Deps, handlers: Handlers): void {
  for (const name of ['message:send', 'send_message'] as const) {
    acknowledge(handlers, name, deps.log, async (socket, asked) => {
      const { text: body, preview_url, ...envelope } = asked
      countWaiting(socket)
      await socket.data.live
      const caller = await currentCaller(deps.ctx.sql, socket)
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
