import { useEffect, useRef, useState } from 'react'
import { mayRecover, RestError } from '../../client/rest.ts'
import type { ErrorCode } from '../../protocol/errors.ts'
import type { Message } from '../../protocol/message.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import type { Forwarded } from '../../protocol/sending.ts'
import { describeError, describeRefusal } from '../data/describeError.ts'
import { type Translate, useT } from '../i18n/i18n.tsx'
import { titleOf } from '../inbox/titleOf.ts'
import { Button } from '../ui/Button.tsx'
import { toast } from '../ui/toast.ts'
import { forwardMessage } from './forwardMessage.ts'
import type { Result } from './Outcome.tsx'
import { useText } from './text.ts'

/** Forwards a message, and says what became of it: here, or by a toast if the dialog was closed meanwhile. */
export function useForwarding(
  message: Message,
  { onClose, onOpen }: { onClose: () => void; onOpen: (roomId: string) => void },
) {
  const t = useT()
  const text = useText()
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const [results, setResults] = useState<readonly Result[] | null>(null)
  const isOpen = useRef(true)
  /** As `busy`, but at once: a second press may come before the next render. */
  const isSending = useRef(false)
  useEffect(() => {
    isOpen.current = true
    return () => {
      isOpen.current = false
    }
  }, [])

  const sayDone = ([first, ...others]: readonly RoomSummary[]) => {
    const all = others.length + 1
    toast({
      tone: 'ok',
      title: all === 1 ? text('done', { name: titleOf(first!) }) : text('doneAll', { n: all }),
      ...(all === 1 &&
        first!.room_id !== message.room_id && {
          actions: (close) => (
            <Button
              size="sm"
              onClick={() => {
                close()
                onOpen(first!.room_id)
              }}
            >
              {t('alerts.open')}
            </Button>
          ),
        }),
    })
  }
  const sayPartly = (results: readonly Result[]) => {
    const refused = results.filter(({ refusal }) => refusal !== null)
    toast({
      tone: 'bad',
      stays: true,
      title: text('partly', { n: results.length - refused.length, all: results.length }),
      text: refused.map(({ room, refusal }) => (
        <p key={room.room_id}>
          {titleOf(room)}: {refusal}
        </p>
      )),
    })
  }
  const sayNot = (error: unknown, rooms: number) => {
    const answered = error instanceof RestError ? describeError(error, t) : text('noAnswer')
    // Refused by all rooms, and the answer says why the first did so.
    const why = rooms > 1 && !mayRecover(error) ? text('none', { why: answered }) : answered
    if (isOpen.current) setFault(why)
    else toast({ tone: 'bad', stays: true, title: text('not'), text: why })
  }
  const send = async (rooms: readonly RoomSummary[]) => {
    if (isSending.current) return
    isSending.current = true
    setBusy(true)
    setFault(null)
    try {
      const answers = await forwardMessage(
        message.id,
        rooms.map(({ room_id }) => room_id),
      )
      const results = resultsOf(rooms, answers, t)
      if (results.every(({ refusal }) => refusal === null)) {
        if (isOpen.current) onClose()
        sayDone(rooms)
      } else if (isOpen.current) setResults(results)
      else sayPartly(results)
    } catch (error) {
      sayNot(error, rooms.length)
    }
    isSending.current = false
    setBusy(false)
  }
  return { send, busy, fault, results }
}

function resultsOf(
  rooms: readonly RoomSummary[],
  answers: readonly Forwarded[],
  t: Translate,
): Result[] {
  const errors = new Map(answers.map(({ room_id, error }) => [room_id, error]))
  return rooms.map((room) => {
    const error = errors.get(room.room_id)
    if (!error) return { room, refusal: null }
    const { code, message, details } = error
    const reason = (details as { reason?: string } | undefined)?.reason ?? null
    return { room, refusal: describeRefusal({ code: code as ErrorCode, message, reason }, t) }
  })
}
