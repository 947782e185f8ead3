import { clsx } from 'clsx'
import SendHorizontal from 'lucide-react/icons/send-horizontal'
import { type ClipboardEvent, type DragEvent, type KeyboardEvent, useRef, useState } from 'react'
import type { RoomSummary } from '../../protocol/room.ts'
import { useT } from '../i18n/i18n.tsx'
import { Button } from '../ui/Button.tsx'
import { type Draft, setDraft } from './drafts.ts'
import { QuickReplies } from './QuickReplies.tsx'
import { ReplyLine } from './ReplyLine.tsx'
import { Tools } from './Tools.tsx'
import { Uploads } from './Uploads.tsx'
import { useComposing } from './useComposing.ts'
import { useUploads } from './useUploads.ts'
import { WindowLine } from './WindowLine.tsx'

const LONGEST = 4096

/** The text, what it answers, and everything that may go with it. */
export function WriteBox({
  room,
  draft,
  left,
  onTemplate,
}: {
  room: RoomSummary
  draft: Draft
  left: number
  onTemplate: () => void
}) {
  const t = useT()
  const field = useRef<HTMLTextAreaElement>(null)
  const [dropping, setDropping] = useState(false)
  const uploads = useUploads(room.room_id)
  const { send, typed, busy } = useComposing(room, draft)
  const wanted = !draft.note && /^\/\S*$/.test(draft.text) ? draft.text.slice(1) : null
  const text = draft.text.trim()

  const insert = (more: string) => {
    const { selectionStart = draft.text.length, selectionEnd = draft.text.length } =
      field.current ?? {}
    typed(draft.text.slice(0, selectionStart) + more + draft.text.slice(selectionEnd))
    field.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      if (draft.replyTo) setDraft(room.room_id, { replyTo: null })
      else field.current?.blur()
    }
    // Enter of an input method chooses a word; with Shift it begins a line.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    if (event.defaultPrevented) return
    event.preventDefault()
    void send()
  }
  const take = (files: FileList | undefined): boolean => {
    if (!files?.length || draft.note) return false
    uploads.add([...files])
    return true
  }
  const onPaste = (event: ClipboardEvent) => {
    if (take(event.clipboardData.files)) event.preventDefault()
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setDropping(false)
    take(event.dataTransfer.files)
  }

  return (
    <section
      aria-label={t('composer.title')}
      onPaste={onPaste}
      onDragOver={(event) => {
        event.preventDefault()
        setDropping(true)
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={onDrop}
      className={clsx(
        'relative rounded-r4 border bg-surface focus-within:border-accent focus-within:shadow-[0_0_0_1px_var(--accent)]',
        dropping ? 'border-dashed border-accent' : 'border-line-3',
      )}
    >
      <div className="overflow-hidden rounded-t-r4">
        <WindowLine room={room} left={left} note={draft.note} />
      </div>
      {wanted !== null && (
        <QuickReplies
          wanted={wanted}
          onChoose={(chosen) => {
            typed(chosen)
            field.current?.focus()
          }}
        />
      )}
      {draft.replyTo && <ReplyLine room={room} message={draft.replyTo} />}
      <Uploads uploads={uploads} />
      <textarea
        id="composer-text"
        ref={field}
        aria-label={draft.note ? t('composer.noteText') : t('composer.text')}
        placeholder={
          draft.note ? t('composer.noteText') : t('composer.to', { name: room.room_title })
        }
        value={draft.text}
        maxLength={LONGEST}
        rows={2}
        onChange={(event) => typed(event.target.value)}
        onKeyDown={onKeyDown}
        className="scroll-thin field-sizing-content block max-h-44 min-h-14 w-full resize-none bg-transparent px-3 py-2 text-14 outline-none max-desk:text-16"
      />
      <div className="flex items-center gap-1 px-2 pb-2 max-desk:gap-0">
        <Tools
          room={room}
          draft={draft}
          onFiles={(files) => uploads.add(files)}
          onInsert={insert}
          onTemplate={onTemplate}
        />
        <span className="flex-1" />
        <Button
          look="primary"
          busy={busy}
          disabled={text === ''}
          onClick={() => void send()}
          className="max-desk:px-4"
        >
          <span className={draft.note ? undefined : 'max-desk:sr-only'}>
            {draft.note ? t('composer.saveNote') : t('composer.send')}
          </span>
          {!draft.note && <SendHorizontal size={16} aria-hidden="true" />}
        </Button>
      </div>
    </section>
  )
}
