import { useNavigate, useParams } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { answerOf } from '../../client/rest.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import { useInboxStore } from '../data/inboxStore.tsx'
import { preferences } from '../data/preferences.ts'
import { showErrorToast } from '../data/showErrorToast.ts'
import { t } from '../i18n/i18n.tsx'
import { api } from '../session/session.ts'
import { useMe } from '../session/useSession.ts'
import { type Alert, alertOf, shouldAlert } from './alertOf.ts'
import { createCatchUp } from './catchUp.ts'
import { createNewRoomToasts } from './newRoomToasts.tsx'
import { alertText, raiseAlert } from './raiseAlert.ts'
import { showCatchUpToast } from './showCatchUpToast.tsx'
import { isOnScreen, markOnScreen } from './tabs.ts'
import { useVisible } from './useVisible.ts'
import { whenRoomLoaded } from './whenRoomLoaded.ts'

/** Alerts the user to events in rooms that are not on screen. */
export function useAlerts(): void {
  const store = useInboxStore()
  const { id: myId } = useMe()
  const navigate = useNavigate()
  const { roomId = null } = useParams({ strict: false })
  const visible = useVisible()
  const onScreen = useRef<string | null>(null)
  onScreen.current = visible ? roomId : null

  useEffect(() => (roomId && visible ? markOnScreen(roomId) : undefined), [roomId, visible])

  useEffect(() => {
    const { inbox } = store
    const findRoom = (id: string) => inbox.state.rooms.find(({ room_id }) => room_id === id)
    const open = (room: string) =>
      void navigate({ to: '/inbox/$roomId', params: { roomId: room }, search: {} })
    /** Rooms that the user has just taken: being assigned to them is no news. */
    const taken = new Set<string>()
    const newRooms = createNewRoomToasts({
      open,
      seeAll: () => void navigate({ to: '/inbox', search: { queue: 'unassigned' } }),
      assign(room) {
        taken.add(room)
        const asked = { param: { id: room }, json: { agent_id: myId } }
        answerOf(api.rooms[':id'].assign.$post(asked)).catch(showErrorToast)
      },
    })
    const wanted = (alert: Alert, room: RoomSummary) =>
      shouldAlert(alert, room, { myId, chosen: preferences(), onScreen: onScreen.current }) &&
      !(alert.kind === 'assigned' && taken.delete(alert.room_id))

    const alertOne = async (alert: Alert) => {
      const room = alert.room ?? (await whenRoomLoaded(store, alert.room_id))
      if (!room || !wanted(alert, room) || (await isOnScreen(alert.room_id))) return
      if (alert.kind === 'new_room') {
        newRooms.add(room)
        newRooms.review(findRoom, onScreen.current)
      }
      await raiseAlert(
        {
          ...alertText(alert, room),
          kind: alert.kind,
          tag: alert.room_id,
          onClick: () => open(alert.room_id),
        },
        `${alert.kind} ${alert.message?.id ?? alert.room_id}`,
      )
    }
    const catchUp = createCatchUp(myId)
    const alertCaughtUp = async (resync: boolean, longLost: boolean, place: number) => {
      const missed = catchUp.done()
      if (longLost || missed.messages > 0) showCatchUpToast(missed, resync)
      const ours = missed.alerts.filter((alert) => {
        const room = findRoom(alert.room_id) ?? alert.room
        return room && wanted(alert, room)
      })
      if (ours.length === 0) return
      const rooms = new Set(ours.map(({ room_id }) => room_id)).size
      const title = t('alerts.missed', { rooms: t('alerts.rooms', { n: rooms }) })
      const shown = { kind: ours[0]!.kind, title, body: '', tag: 'caught-up' }
      await raiseAlert({ ...shown, onClick: () => {} }, `caught up ${place}`)
    }

    let lostAt: number | null = null
    // Events before `live` are replayed ones, which are summed up. The attribute tells browser tests that alerts work.
    const markListening = () => {
      if (inbox.connection.state === 'live') document.documentElement.dataset.alerts = 'on'
    }
    const stopWatching = store.subscribe(() => {
      const { state, since } = store.connection
      markListening()
      if (state === 'reconnecting') lostAt ??= since
      newRooms.review(findRoom, onScreen.current)
    })
    const stopHearing = inbox.connection.onAny((event, payload) => {
      if (event === 'session_ready') {
        const ready = payload as { resync: boolean; event_id: number }
        const longLost = lostAt !== null && Date.now() - lostAt >= LONG_MS
        lostAt = null
        return void alertCaughtUp(ready.resync, longLost, ready.event_id)
      }
      if (inbox.connection.state !== 'live') return catchUp.take(event, payload)
      const alert = alertOf(event, payload, myId)
      if (alert) void alertOne(alert)
    })
    markListening()
    return () => {
      delete document.documentElement.dataset.alerts
      stopWatching()
      stopHearing()
      newRooms.clear()
    }
  }, [store, myId, navigate])

  // Opening a room closes its toast.
  useEffect(() => {
    if (roomId && visible) store.notify()
  }, [store, roomId, visible])
}

/** An interruption this long was shown by the ConnectionBanner, so its end is announced. */
const LONG_MS = 2000
