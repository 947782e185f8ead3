import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useId, useState } from 'react'
import { answerOf } from '../../client/rest.ts'
import { api } from '../session/session.ts'

const SHOWN = 8
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 }

type QuickReply = Awaited<ReturnType<typeof load>>[number]
/**
 * What is offered. `listId` and `idOf` connect the list to the text field, which keeps focus (`aria-activedescendant`).
 */
export type Offer = {
  found: readonly QuickReply[]
  chosen: QuickReply | undefined
  listId: string
  idOf: (reply: QuickReply) => string
}

const load = async () => (await answerOf(api['quick-replies'].$get())).data

/**
 * Offers quick replies while the draft is a slash and the start of a shortcut. Arrows choose, Enter or Tab takes.
 * @param wanted the text after the slash; null while no reply is wanted
 * @returns `offer`: what to show, once loaded; `handleKey`: to be asked first about each key, true if it was used here
 */
export function useQuickReplies(
  wanted: string | null,
  onChoose: (text: string) => void,
): { offer: Offer | null; handleKey: (event: KeyboardEvent) => boolean } {
  const listId = useId()
  const replies = useQuery({
    queryKey: ['quick-replies'],
    queryFn: load,
    enabled: wanted !== null,
  })
  const start = wanted?.toLowerCase() ?? null
  // The choice starts again at the first reply whenever the search text changes.
  const [choice, setChoice] = useState({ start, place: 0 })
  const found = start === null ? [] : matching(replies.data ?? [], start)
  const place = choice.start === start ? Math.min(choice.place, found.length - 1) : 0
  const chosen = found[place]

  const handleKey = (event: KeyboardEvent): boolean => {
    if (start === null || event.shiftKey || event.nativeEvent.isComposing) return false
    const step = STEPS[event.key]
    if (step && chosen) {
      setChoice({ start, place: (place + step + found.length) % found.length })
    } else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) {
      onChoose(chosen.text)
    } else if (event.key !== 'Enter' || !replies.isPending) {
      // Enter waits until the replies are loaded, so that a fast typist does not send a bare shortcut to the customer.
      return false
    }
    event.preventDefault()
    return true
  }
  const idOf = (reply: QuickReply) => `${listId}-${reply.id}`
  const offer = start !== null && replies.data ? { found, chosen, listId, idOf } : null
  return { offer, handleKey }
}

/** Replies with the text in their shortcut or content. Those whose shortcut starts with it come first. */
function matching(replies: readonly QuickReply[], start: string): QuickReply[] {
  const begins = ({ shortcut }: QuickReply) => Number(shortcut.toLowerCase().startsWith(start))
  return replies
    .filter(({ shortcut, text }) =>
      [shortcut, text].some((one) => one.toLowerCase().includes(start)),
    )
    .toSorted((a, b) => begins(b) - begins(a))
    .slice(0, SHOWN)
}
