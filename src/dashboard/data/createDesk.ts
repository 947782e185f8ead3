import type { ConnectionState } from '../../client/connect.ts'
import { openInbox } from '../../client/inbox.ts'
import { hasRoom } from '../../client/reduceRooms.ts'
import type { State, ViewFilter } from '../../client/state.ts'
import { nameOf } from '../../client/views.ts'
import type { User } from '../../protocol/user.ts'
import { moveDraft } from '../composer/drafts.ts'
import { keepWriting } from '../composer/keepWriting.ts'
import { moveUploads } from '../composer/uploads.ts'
import { api, currentToken, learnUser, newerToken, sessionEnded } from '../session/session.ts'
import { setCut } from './arriving.ts'
import { outgoing } from './outgoing.ts'

const VIEWS_KEPT = 8
const ROOMS_KEPT = 6

export type Desk = ReturnType<typeof createDesk>
export type ConnectionView = {
  state: ConnectionState
  since: number
  /** When it is tried again; null: now. */
  nextTry: number | null
}

/** What the page works on: the inbox, kept true by its connection, and who listens to it. */
export function createDesk(me: User) {
  const listeners = new Set<() => void>()
  const told = () => {
    for (const listener of listeners) listener()
  }
  let connection: ConnectionView = { state: 'connecting', since: Date.now(), nextTry: null }
  let closed = false
  let followed: State['merged'] = {}
  /** What waits to be sent to a room that was merged, and what is being written, goes on in the one that stays. */
  const followMerged = (state: State) => {
    const { merged } = state
    if (merged === followed) return
    followed = merged
    for (const [from, into] of Object.entries(merged)) {
      // A database that was restored has it as a room of its own again.
      if (hasRoom(state, from)) continue
      keepWriting(from, into)
      moveDraft(from, into)
      moveUploads(from, into)
      outgoing.move(from, into)
    }
  }
  let token = currentToken()
  let knownAs: State['me'] = me
  const inbox = openInbox({
    url: location.origin,
    token: token ?? '',
    onToken: async () => {
      token = await newerToken(token)
      return token
    },
    rest: api,
    list: 'views',
    me,
    onChange: (state) => {
      // After a change of role all is loaded anew, and who it is for with it.
      if (state.me && state.me !== knownAs) learnUser(state.me)
      knownAs = state.me
      followMerged(state)
      told()
    },
    onState: (state) => {
      connection = { state, since: Date.now(), nextTry: null }
      // What waits to be sent need not wait any longer.
      if (state === 'live') outgoing.resume()
      if (state === 'ended' && !closed) sessionEnded(me)
      setCut(state === 'reconnecting')
      told()
    },
    onWait: (nextTry) => {
      connection = { ...connection, nextTry }
      told()
    },
  })

  inbox.connection.on('session_ready', ({ user }) => learnUser(user))

  const back = () => inbox.connection.tryNow()
  window.addEventListener('online', back)

  /** Rooms that were opened, the latest last: going back to one is at once, and it stays true meanwhile. */
  const rooms = new Set<string>()
  /** Views that were looked at, the latest last: switching back to one is at once. */
  const views = new Map<string, ViewFilter>()

  return {
    inbox,
    /** Looks at a part of the list, and stays with it for a while afterwards. */
    watch(filter: ViewFilter) {
      const name = nameOf(filter)
      views.delete(name)
      views.set(name, filter)
      for (const old of [...views.keys()].slice(0, -VIEWS_KEPT)) {
        views.delete(old)
        inbox.unwatch(old)
      }
      void inbox.watch(filter)
    },
    get connection() {
      return connection
    },
    openRoom(roomId: string) {
      if (!hasRoom(inbox.state, roomId)) void inbox.ask(roomId)
      const isNew = !rooms.delete(roomId)
      rooms.add(roomId)
      for (const old of [...rooms].slice(0, -ROOMS_KEPT)) {
        rooms.delete(old)
        inbox.leave(old).catch(() => {})
      }
      const { messages } = inbox.state
      if (isNew || !messages[roomId] || messages[roomId].stale) void inbox.open(roomId)
    },
    /** Lets who listens look again. */
    tell: told,
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close() {
      closed = true
      window.removeEventListener('online', back)
      inbox.close()
    },
  }
}
