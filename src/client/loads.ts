import { answerOf, mergedInto, type Rest, RestError } from './rest.ts'
import type { Action, State, ViewFilter } from './state.ts'
import { queryOf } from './views.ts'

const PAGE = '100'

export type Loads = ReturnType<typeof loadsOf>

/** The requests of an inbox; each returns its answer as a reducer action. The signal aborts them. */
export function loadsOf(rest: Rest, signal: AbortSignal) {
  const options = { init: { signal } }
  return {
    async me(): Promise<Action> {
      const { data } = await answerOf(rest.auth.me.$get({}, options))
      return { type: 'session', me: data }
    },
    async users(): Promise<Action> {
      const { data } = await answerOf(rest.users.$get({}, options))
      return { type: 'users_loaded', users: data }
    },
    async rooms(cursor?: string): Promise<Action> {
      const query = { limit: PAGE, ...(cursor !== undefined && { cursor }) }
      const {
        data: rooms,
        event_id,
        next_cursor,
      } = await answerOf(rest.rooms.$get({ query }, options))
      return { type: 'rooms_loaded', rooms, event_id, next_cursor, more: cursor !== undefined }
    },
    async view(
      { name, filter, me }: { name: string; filter: ViewFilter; me: State['me'] },
      cursor?: string,
    ): Promise<Action> {
      const query = {
        ...queryOf(filter, me?.id ?? ''),
        limit: PAGE,
        ...(cursor !== undefined && { cursor }),
      }
      const page = await answerOf(rest.rooms.$get({ query }, options))
      const { data: rooms, event_id, next_cursor, counts } = page
      const more = cursor !== undefined
      return { type: 'view_loaded', view: name, filter, rooms, event_id, next_cursor, counts, more }
    },
    async counts(): Promise<Action> {
      const { counts, event_id } = await answerOf(
        rest.rooms.$get({ query: { limit: '1' } }, options),
      )
      return { type: 'counts_loaded', counts, event_id }
    },
    async room(roomId: string): Promise<Action> {
      try {
        const { data: room } = await answerOf(
          rest.rooms[':id'].$get({ param: { id: roomId } }, options),
        )
        return { type: 'room_loaded', room_id: roomId, room }
      } catch (error) {
        if (!isNotFound(error)) throw error
        const merged_into = mergedInto(error)
        return { type: 'room_loaded', room_id: roomId, room: null, merged_into }
      }
    },
    async messages(roomId: string, before?: string): Promise<Action> {
      const query = { limit: PAGE, ...(before !== undefined && { before }) }
      const asked = rest.rooms[':id'].messages.$get({ param: { id: roomId }, query }, options)
      const page = await orNull(answerOf(asked))
      if (!page) return { type: 'messages_closed', room_id: roomId }
      const { data: messages, event_id, next_cursor } = page
      const more = before !== undefined
      return { type: 'messages_loaded', room_id: roomId, messages, event_id, next_cursor, more }
    },
  }
}

/** Null if it does not exist, or the user may not see it (any more). */
const orNull = <T>(asked: Promise<T>): Promise<T | null> =>
  asked.catch((error) => {
    if (isNotFound(error)) return null
    throw error
  })

const isNotFound = (error: unknown) => error instanceof RestError && error.code === 'not_found'
