import type { ActionContext } from '../actions/context.ts'
import { markRead } from '../actions/markRead.ts'
import { acknowledge, type Handlers } from './acknowledge.ts'
import { currentCaller } from './currentCaller.ts'
import { countWaiting } from './waiting.ts'

type Deps = { ctx: ActionContext; log: { error: (fields: object, text: string) => void } }

/** `room:read`, with the user's current role, as for a REST request. */
export function handleReading({ ctx, log }: Deps, handlers: Handlers): void {
  acknowledge(handlers, 'room:read', log, async (socket, { room_id }) => {
    countWaiting(socket)
    await socket.data.live
    const reader = await currentCaller(ctx.sql, socket)
    return { room_id, unread_count: await markRead(ctx, { roomId: room_id, reader }) }
  })
}
