import { clsx } from 'clsx'
import { type ClipboardEvent, type KeyboardEvent, useEffect, useRef } from 'react'
import type { RoomSummary } from '../../protocol/room.ts'
import { useT } from '../i18n/i18n.tsx'
import { titleOf } from '../inbox/titleOf.ts'
import { firstName } from '../thread/firstName.ts'
import { hasScreenKeyboard, useNarrow } from '../ui/useNarrow.ts'
import { takeFocus } from './composerFocus.ts'
import { DesktopRow } from './DesktopRow.tsx'
import { type Draft, setDraft } from './drafts.ts'
import { PhoneRow } from './PhoneRow.tsx'
import { QuickReplies } from './QuickReplies.tsx'
import { ReplyLine } from './ReplyLine.tsx'
import { TooLong } from './TooLong.tsx'
import { UploadList } from './UploadList.tsx'
import { isWaiting } from './uploads.ts'
import { useComposer } from './useComposer.ts'
import { useComposerTools } from './useComposerTools.tsx'
import { useQuickReplies } from './useQuickReplies.ts'
import { useUploads } from './useUploads.ts'
import { WindowLine } from './WindowLine.tsx'

const LONGEST = 4096

/** The text field with the quoted message, the files, and the tools. */
export function MessageEditor({
  room,
  draft,
  left,
  dragOver,
  onTemplate,
}: {
  room: RoomSummary
  draft: Draft
  left: number
  /** Whether files are being dragged over the conversation. */
  dragOver: boolean
  onTemplate: () => void
}) {
  const t = useT()
  const field = useRef<HTMLTextAreaElement>(null)
  const uploads = useUploads(room.room_id)
  const { send, typed, busy } = useComposer(room, draft)
  const wanted = !draft.note && /^\/\S*$/.test(draft.text) ? draft.text.slice(1) : null
  const choose = (text: string) => {
    typed(text)
    field.current?.focus()
  }
  const quick = useQuickReplies(wanted, choose)
  const narrow = useNarrow()
  useEffect(() => {
    if (field.current) takeFocus(room.room_id, field.current)
  }, [room.room_id])
  const tools = useComposerTools({
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
    // `setRangeText` keeps the caret behind the inserted text; setting the value from React would not.
    into.setRangeText(more, into.selectionStart, into.selectionEnd, 'end')
    // React has not seen this change. Without an event, it would ignore a following edit that restores the old text.
    into.dispatchEvent(new Event('input', { bubbles: true }))
  }
  // No `maxLength`: a long text would be cut silently when pasted, and sent without its end.
  const tooLong = draft.text.trim().length > LONGEST
  const sendAll = () => {
    if (tooLong) return
    void send()
    if (!draft.note) uploads.sendWaiting()
    // Focus returns to the text field after a click or tap on the send button, so that the user can type on.
    field.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (quick.handleKey(event)) return
    if (event.key === 'Escape') {
      if (draft.replyTo) setDraft(room.room_id, { replyTo: null })
      else field.current?.blur()
    }
    // While an input method composes, Enter picks a word. With Shift or on an on-screen keyboard it breaks the line.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    // A tablet's real keyboard sends with Ctrl or Cmd, which the one on the screen does not have.
    if (hasScreenKeyboard() && !event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    sendAll()
  }
  const onPaste = (event: ClipboardEvent) => {
    const { clipboardData: pasted } = event
    // Office programs add a picture of the copied text. Paste the text, then, not the picture.
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
          : t('composer.to', { name: narrow ? firstName(titleOf(room)) : titleOf(room) })
      }
      value={draft.text}
      rows={narrow ? 1 : 2}
      onChange={(event) => typed(event.target.value)}
      onKeyDown={onKeyDown}
      aria-autocomplete="list"
      aria-controls={quick.offer?.listId}
      aria-activedescendant={quick.offer?.chosen && quick.offer.idOf(quick.offer.chosen)}
      className={clsx(
        'scroll-thin field-sizing-content block max-h-[min(11rem,calc((100dvh-var(--covered))*0.35))] w-full resize-none bg-transparent outline-none placeholder:truncate',
        narrow ? 'min-h-11 py-2.5 pl-4 text-16' : 'min-h-14 px-3 py-2 text-14 thumb:text-16',
      )}
    />
  )
  const empty = draft.text.trim() === '' && (draft.note || !uploads.list.some(isWaiting))
  const row = { tools, draft, busy, empty, tooLong, onInsert: insert, onSend: sendAll }
  return (
    <section
      aria-label={t('composer.title')}
      onPaste={onPaste}
      className={clsx(
        'relative bg-surface',
        narrow
          ? 'border-t border-line pb-[env(safe-area-inset-bottom)]'
          : 'rounded-r4 border focus-within:border-accent focus-within:shadow-[0_0_0_1px_var(--accent)]',
        !narrow && (dragOver ? 'border-dashed border-accent' : 'border-line-3'),
      )}
    >
      <div className="overflow-hidden desk:rounded-t-r4">
        <WindowLine room={room} left={left} note={draft.note} />
      </div>
      {quick.offer && <QuickReplies offer={quick.offer} onChoose={choose} />}
      {draft.replyTo && <ReplyLine room={room} message={draft.replyTo} />}
      <UploadList uploads={uploads} />
      {tooLong && <TooLong length={draft.text.trim().length} most={LONGEST} />}
      {tools.extras}
      {narrow ? <PhoneRow {...row} field={text} /> : text}
      {!narrow && <DesktopRow {...row} />}
    </section>
  )
}
