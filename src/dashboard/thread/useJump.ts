import type { Virtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useInboxStore } from '../data/inboxStore.tsx'
import { t } from '../i18n/i18n.tsx'
import { toast } from '../ui/toast.ts'
import type { Row } from './rows.ts'

/** How many older pages are loaded at most to find a message. */
const PAGES = 50
const MARKED_MS = 1600

/** Scrolls to a message by its wamid or id and highlights it for a moment. Loads older pages until it is found. */
export function useJump(
  roomId: string,
  rows: readonly Row[],
  lines: Virtualizer<HTMLDivElement, Element>,
) {
  const { inbox } = useInboxStore()
  const [marked, setMarked] = useState<string | null>(null)
  const [target, setTarget] = useState<string | null>(null)
  const asked = useRef(0)

  const jumpTo = useCallback((id: string) => {
    asked.current = 0
    setTarget(id)
  }, [])

  useEffect(() => {
    if (target === null) return
    const index = rows.findIndex(
      (row) =>
        row.kind === 'message' &&
        (row.message.wa_message_id === target || row.message.id === target),
    )
    if (index >= 0) {
      lines.scrollToIndex(index, { align: 'center' })
      setMarked(rows[index]!.key)
      setTarget(null)
      return
    }
    const more = inbox.state.messages[roomId]?.next_cursor
    if (more && asked.current++ < PAGES) {
      void inbox.moreMessages(roomId)
    } else if (inbox.state.messages[roomId] && !inbox.state.messages[roomId].stale) {
      toast({ title: t('bubble.quoteGone') })
      setTarget(null)
    }
  }, [target, rows, lines, inbox, roomId])

  useEffect(() => {
    if (marked === null) return
    const timer = setTimeout(() => setMarked(null), MARKED_MS)
    return () => clearTimeout(timer)
  }, [marked])

  return { jumpTo, marked }
}
