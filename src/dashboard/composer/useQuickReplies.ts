import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useId, useState } from 'react'
import { answerOf } from '../../client/rest.ts'
import { api } from '../session/session.ts'

const SHOWN = 8
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 }

type QuickReply = Awaited<ReturnType<typeof load>>[number]
/** What is offered: `listId` and `idOf` tie the list to the text field, whose keys move in it. */
export type Offer = {
  found: readonly QuickReply[]
  chosen: QuickReply | undefined
  listId: string
  idOf: (reply: QuickReply) => string
}

const load = async () => (await answerOf(api['quick-replies'].$get())).data

/**
 * Quick replies while a draft is a slash and a shortcut: arrows choose, Enter or Tab takes.
 * @param wanted what is written after the slash; `null` while no reply is looked for
 * @returns what to show, once the replies are here, and what the text field asks first about each key: whether it was taken
 */
export function useQuickReplies(
  wanted: string | null,
  onChoose: (text: string) => void,
): { offer: Offer | null; takesKey: (event: KeyboardEvent) => boolean } {
  const listId = useId()
  const replies = useQuery({
    queryKey: ['quick-replies'],
    queryFn: load,
    enabled: wanted !== null,
  })
  const start = wanted?.toLowerCase() ?? null
  // Other words find other replies: the choice begins again with them.
  const [choice, setChoice] = useState({ start, place: 0 })
  const found = start === null ? [] : matching(replies.data ?? [], start)
  const place = choice.start === start ? Math.min(choice.place, found.length - 1) : 0
  const chosen = found[place]

  const takesKey = (event: KeyboardEvent): boolean => {
    if (start === null || event.shiftKey || event.nativeEvent.isComposing) return false
    const step = STEPS[event.key]
    if (step && chosen) {
      setChoice({ start, place: (place + step + found.length) % found.length })
    } else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) {
      onChoose(chosen.text)
    } else if (event.key !== 'Enter' || !replies.isPending) {
      // Enter waits for what it may take: a customer is never sent a bare shortcut for being early.
      return false
    }
    event.preventDefault()
    return true
  }
  const idOf = (reply: QuickReply) => `${listId}-${reply.id}`
  const offer = start !== null && replies.data ? { found, chosen, listId, idOf } : null
  return { offer, takesKey }
}

/** Those with it in their shortcut or text; first the ones whose shortcut begins so. */
function matching(replies: readonly QuickReply[], start: string): QuickReply[] {
  const begins = ({ shortcut }: QuickReply) => Number(shortcut.toLowerCase().startsWith(start))
  return replies
    .filter(({ shortcut, text }) =>
      [shortcut, text].some((one) => one.toLowerCase().includes(start)),
    )
    .toSorted((a, b) => begins(b) - begins(a))
    .slice(0, SHOWN)
}
