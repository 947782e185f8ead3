import { useNavigate, useParams } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { answerOf } from '../../client/rest.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import { choices } from '../data/choices.ts'
import { useDesk } from '../data/desk.tsx'
import { sayFailed } from '../data/sayFailed.ts'
import { t } from '../i18n/i18n.tsx'
import { api } from '../session/session.ts'
import { useMe } from '../session/useSession.ts'
import { type Alert, alertOf, isWanted } from './alertOf.ts'
import { createCatchUp } from './catchUp.ts'
import { createNewRooms } from './newRooms.tsx'
import { roomKnown } from './roomKnown.ts'
import { sayCaughtUp } from './sayCaughtUp.tsx'
import { isOnScreen, showRoom } from './tabs.ts'
import { tell, wordsOf } from './tell.ts'
import { useVisible } from './useVisible.ts'

/** Tells the user what comes in while they look elsewhere. */
export function useAlerts(): void {
  const desk = useDesk()
  const { id: myId } = useMe()
  const navigate = useNavigate()
  const { roomId = null } = useParams({ strict: false })
  const visible = useVisible()
  const onScreen = useRef<string | null>(null)
  onScreen.current = visible ? roomId : null

  useEffect(() => (roomId && visible ? showRoom(roomId) : undefined), [roomId, visible])

  useEffect(() => {
    const { inbox } = desk
    const known = (id: string) => inbox.state.rooms.find(({ room_id }) => room_id === id)
    const open = (room: string) =>
      void navigate({ to: '/inbox/$roomId', params: { roomId: room }, search: {} })
    /** Who takes a room needs no telling that it is theirs. */
    const taken = new Set<string>()
    const newRooms = createNewRooms({
      open,
      seeAll: () => void navigate({ to: '/inbox', search: { queue: 'unassigned' } }),
      assign(room) {
        taken.add(room)
        const asked = { param: { id: room }, json: { agent_id: myId } }
        answerOf(api.rooms[':id'].assign.$post(asked)).catch(sayFailed)
      },
    })
    const wanted = (alert: Alert, room: RoomSummary) =>
      isWanted(alert, room, { myId, chosen: choices(), onScreen: onScreen.current }) &&
      !(alert.kind === 'assigned' && taken.delete(alert.room_id))

    const tellOne = async (alert: Alert) => {
      const room = alert.room ?? (await roomKnown(desk, alert.room_id))
      if (!room || !wanted(alert, room) || (await isOnScreen(alert.room_id))) return
      if (alert.kind === 'new_room') {
        newRooms.add(room)
        newRooms.review(known, onScreen.current)
      }
      await tell(
        {
          ...wordsOf(alert, room),
          kind: alert.kind,
          tag: alert.room_id,
          onClick: () => open(alert.room_id),
        },
        `${alert.kind} ${alert.message?.id ?? alert.room_id}`,
      )
    }
    const catchUp = createCatchUp(myId)
    const tellCaughtUp = async (resync: boolean, longLost: boolean, place: number) => {
      const missed = catchUp.done()
      if (longLost || missed.messages > 0) sayCaughtUp(missed, resync)
      const ours = missed.alerts.filter((alert) => {
        const room = known(alert.room_id) ?? alert.room
        return room && wanted(alert, room)
      })
      if (ours.length === 0) return
      const rooms = new Set(ours.map(({ room_id }) => room_id)).size
      const title = t('alerts.missed', { rooms: t('alerts.rooms', { n: rooms }) })
      const shown = { kind: ours[0]!.kind, title, body: '', tag: 'caught-up' }
      await tell({ ...shown, onClick: () => {} }, `caught up ${place}`)
    }

    let lostAt: number | null = null
    // What comes before the connection is live was missed, and is told in one go. Who drives a browser has to know.
    const isListening = () => {
      if (inbox.connection.state === 'live') document.documentElement.dataset.alerts = 'on'
    }
    const stopWatching = desk.subscribe(() => {
      const { state, since } = desk.connection
      isListening()
      if (state === 'reconnecting') lostAt ??= since
      newRooms.review(known, onScreen.current)
    })
    const stopHearing = inbox.connection.onAny((event, payload) => {
      if (event === 'session_ready') {
        const ready = payload as { resync: boolean; event_id: number }
        const longLost = lostAt !== null && Date.now() - lostAt >= LONG_MS
        lostAt = null
        return void tellCaughtUp(ready.resync, longLost, ready.event_id)
      }
      if (inbox.connection.state !== 'live') return catchUp.take(event, payload)
      const alert = alertOf(event, payload, myId)
      if (alert) void tellOne(alert)
    })
    isListening()
    return () => {
      delete document.documentElement.dataset.alerts
      stopWatching()
      stopHearing()
      newRooms.clear()
    }
  }, [desk, myId, navigate])

  // The room that was opened is seen to.
  useEffect(() => {
    if (roomId && visible) desk.tell()
  }, [desk, roomId, visible])
}

/** After this long the user was shown that the connection is lost, and is told that it is back. */
const LONG_MS = 2000
