import { clsx } from 'clsx'
import { type ClipboardEvent, type KeyboardEvent, useEffect, useRef } from 'react'
import type { RoomSummary } from '../../protocol/room.ts'
import { useT } from '../i18n/i18n.tsx'
import { titleOf } from '../inbox/titleOf.ts'
import { firstName } from '../thread/firstName.ts'
import { useNarrow } from '../ui/useNarrow.ts'
import { DeskRow } from './DeskRow.tsx'
import { type Draft, setDraft } from './drafts.ts'
import { goOnWriting } from './keepWriting.ts'
import { PhoneRow } from './PhoneRow.tsx'
import { QuickReplies } from './QuickReplies.tsx'
import { ReplyLine } from './ReplyLine.tsx'
import { Uploads } from './Uploads.tsx'
import { isWaiting } from './uploads.ts'
import { useComposing } from './useComposing.ts'
import { useQuickReplies } from './useQuickReplies.ts'
import { useTools } from './useTools.tsx'
import { useUploads } from './useUploads.ts'
import { WindowLine } from './WindowLine.tsx'

const LONGEST = 4096

/** The text, what it answers, and everything that may go with it. */
export function WriteBox({
  room,
  draft,
  left,
  dropping,
  onTemplate,
}: {
  room: RoomSummary
  draft: Draft
  left: number
  /** Files are held over the conversation. */
  dropping: boolean
  onTemplate: () => void
}) {
  const t = useT()
  const field = useRef<HTMLTextAreaElement>(null)
  const uploads = useUploads(room.room_id)
  const { send, typed, busy } = useComposing(room, draft)
  const wanted = !draft.note && /^\/\S*$/.test(draft.text) ? draft.text.slice(1) : null
  const choose = (text: string) => {
    typed(text)
    field.current?.focus()
  }
  const quick = useQuickReplies(wanted, choose)
  const narrow = useNarrow()
  useEffect(() => {
    if (field.current) goOnWriting(room.room_id, field.current)
  }, [room.room_id])
  const tools = useTools({
    room,
    draft,
    onFiles: uploads.add,
    onQuickReplies: () => choose('/'),
    onTemplate,
  })

  const insert = (more: string) => {
    const { current: into } = field
    if (!into) return
    into.focus()
    // By the field itself, which keeps the place: what comes next is written behind it.
    into.setRangeText(more, into.selectionStart, into.selectionEnd, 'end')
    // React has not seen it: untold, it would overlook that the next key takes it away.
    into.dispatchEvent(new Event('input', { bubbles: true }))
  }
  const sendAll = () => {
    void send()
    if (!draft.note) uploads.sendWaiting()
    // Who sends with the mouse or a thumb writes on, too.
    field.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (quick.takesKey(event)) return
    if (event.key === 'Escape') {
      if (draft.replyTo) setDraft(room.room_id, { replyTo: null })
      else field.current?.blur()
    }
    // Enter of an input method chooses a word; with Shift it begins a line.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    sendAll()
  }
  const onPaste = (event: ClipboardEvent) => {
    const { clipboardData: pasted } = event
    // Office adds a picture of what was copied to its text.
    const isText = pasted.types.includes('text/plain') && pasted.types.includes('text/html')
    if (isText || pasted.files.length === 0 || draft.note) return
    event.preventDefault()
    uploads.add([...pasted.files])
  }

  const text = (
    <textarea
      id="composer-text"
      dir="auto"
      ref={field}
      aria-label={draft.note ? t('composer.noteText') : t('composer.text')}
      placeholder={
        draft.note
          ? t('composer.noteText')
          : t('composer.to', { name: narrow ? firstName(titleOf(room)) : room.room_title })
      }
      value={draft.text}
      maxLength={LONGEST}
      rows={narrow ? 1 : 2}
      onChange={(event) => typed(event.target.value)}
      onKeyDown={onKeyDown}
      aria-autocomplete="list"
      aria-controls={quick.offer?.listId}
      aria-activedescendant={quick.offer?.chosen && quick.offer.idOf(quick.offer.chosen)}
      className={clsx(
        'scroll-thin field-sizing-content block max-h-44 w-full resize-none bg-transparent outline-none',
        narrow ? 'min-h-11 py-2.5 pl-4 text-16' : 'min-h-14 px-3 py-2 text-14',
      )}
    />
  )
  const empty = draft.text.trim() === '' && (draft.note || !uploads.list.some(isWaiting))
  const row = { tools, draft, busy, empty, onInsert: insert, onSend: sendAll }
  return (
    <section
      aria-label={t('composer.title')}
      onPaste={onPaste}
      className={clsx(
        'relative bg-surface',
        narrow
          ? 'border-t border-line pb-[env(safe-area-inset-bottom)]'
          : 'rounded-r4 border focus-within:border-accent focus-within:shadow-[0_0_0_1px_var(--accent)]',
        !narrow && (dropping ? 'border-dashed border-accent' : 'border-line-3'),
      )}
    >
      <div className="overflow-hidden desk:rounded-t-r4">
        <WindowLine room={room} left={left} note={draft.note} />
      </div>
      {quick.offer && <QuickReplies offer={quick.offer} onChoose={choose} />}
      {draft.replyTo && <ReplyLine room={room} message={draft.replyTo} />}
      <Uploads uploads={uploads} />
      {tools.beside}
      {narrow ? <PhoneRow {...row} field={text} /> : text}
      {!narrow && <DeskRow {...row} />}
    </section>
  )
}
