import type { ConnectionState } from '../../client/connect.ts'
import { openInbox } from '../../client/inbox.ts'
import { hasRoom } from '../../client/reduceRooms.ts'
import type { State, ViewFilter } from '../../client/state.ts'
import { nameOf } from '../../client/views.ts'
import type { User } from '../../protocol/user.ts'
import { moveFocus } from '../composer/composerFocus.ts'
import { moveDraft, setLostRooms } from '../composer/drafts.ts'
import { moveUploads } from '../composer/uploads.ts'
import { api, currentToken, newerToken, sessionEnded, updateUser } from '../session/session.ts'
import { setOffline } from './loadModule.ts'
import { outgoing } from './outgoing.ts'
import { watchForDoubt } from './watchForDoubt.ts'

const VIEWS_KEPT = 8
const ROOMS_KEPT = 6

export type InboxStore = ReturnType<typeof createInboxStore>
export type ConnectionView = {
  /** `checking`: it looked live, but the server has been asked for a sign of life and has not answered yet. */
  state: ConnectionState | 'checking'
  /** Since when it has been live, or has not been. */
  since: number
  /** When the next attempt is made; null while one is running. */
  nextTry: number | null
}

/** Everything the page works with: the inbox with its connection, and the listeners that re-render on changes. */
export function createInboxStore(me: User) {
  const listeners = new Set<() => void>()
  const notify = () => {
    for (const listener of listeners) listener()
  }
  let connection: ConnectionView = { state: 'connecting', since: Date.now(), nextTry: null }
  let closed = false
  let followed: State['merged'] = {}
  let lost: Pick<State, 'gone' | 'missing'> = { gone: {}, missing: {} }
  /** When rooms are merged, drafts, uploads and unsent texts move to the room that remains. */
  const followMerged = (state: State) => {
    const { merged } = state
    if (merged === followed) return
    followed = merged
    for (const [from, into] of Object.entries(merged)) {
      // After a restore from a backup, the merged room can exist again.
      if (hasRoom(state, from)) continue
      moveFocus(from, into)
      moveDraft(from, into)
      moveUploads(from, into)
      outgoing.move(from, into)
    }
  }
  const followLost = ({ gone, missing }: State) => {
    if (gone === lost.gone && missing === lost.missing) return
    lost = { gone, missing }
    setLostRooms([...Object.keys(gone), ...Object.keys(missing)])
  }
  let token = currentToken() ?? ''
  let knownAs: State['me'] = me
  const inbox = openInbox({
    url: location.origin,
    token,
    onToken: async () => {
      const newer = await newerToken(token)
      token = newer ?? token
      return newer
    },
    rest: api,
    list: 'views',
    me,
    onChange: (state) => {
      // A change of role reloads everything, `me` included. The session must know the new role too.
      if (state.me && state.me !== knownAs) updateUser(state.me)
      knownAs = state.me
      followMerged(state)
      followLost(state)
      notify()
    },
    onState: (state) => {
      const { state: before, since } = connection
      connection = { state, since: before === 'checking' ? since : Date.now(), nextTry: null }
      // Send unsent texts right away instead of waiting for their next retry.
      if (state === 'live') outgoing.resume()
      if (state === 'ended' && !closed) sessionEnded(token)
      setOffline(state === 'reconnecting')
      notify()
    },
    onDoubt: (doubted) => {
      const { state } = inbox.connection
      if (state !== 'live') return
      connection = { state: doubted ? 'checking' : state, since: Date.now(), nextTry: null }
      notify()
    },
    onWait: (nextTry) => {
      connection = { ...connection, nextTry }
      notify()
    },
  })

  inbox.connection.on('session_ready', ({ user }) => updateUser(user))

  const stopDoubting = watchForDoubt(inbox.connection)

  /** Rooms that were opened, the latest last. They stay live, so that going back to one is instant. */
  const rooms = new Set<string>()
  /** Views that were watched, the latest last. They stay live, so that switching back to one is instant. */
  const views = new Map<string, ViewFilter>()

  return {
    inbox,
    /** Shows a view of the list. It stays live until `VIEWS_KEPT` others have been watched since. */
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
    /** Makes listeners read the state again. */
    notify,
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close() {
      closed = true
      stopDoubting()
      inbox.close()
    },
  }
}
