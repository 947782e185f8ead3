import LayoutTemplate from 'lucide-react/icons/layout-template'
import Mic from 'lucide-react/icons/mic'
import Paperclip from 'lucide-react/icons/paperclip'
import Smile from 'lucide-react/icons/smile'
import SquareMousePointer from 'lucide-react/icons/square-mouse-pointer'
import StickyNote from 'lucide-react/icons/sticky-note'
import { lazy, Suspense, useRef, useState } from 'react'
import type { RoomSummary } from '../../protocol/room.ts'
import { useT } from '../i18n/i18n.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { Popover } from '../ui/Popover.tsx'
import { type Draft, setDraft } from './drafts.ts'
import { ACCEPTED } from './useUploads.ts'

const loadEmoji = () => import('./EmojiPicker.tsx')
const EmojiPicker = lazy(() => loadEmoji().then(({ EmojiPicker }) => ({ default: EmojiPicker })))
const VoiceRecorder = lazy(() =>
  import('./VoiceRecorder.tsx').then(({ VoiceRecorder }) => ({ default: VoiceRecorder })),
)
const InteractiveDialog = lazy(() =>
  import('./InteractiveDialog.tsx').then(({ InteractiveDialog }) => ({
    default: InteractiveDialog,
  })),
)

/** What may be put into a message, or sent in its place. What is seldom used is loaded when it is reached for. */
export function Tools({
  room,
  draft,
  onFiles,
  onInsert,
  onTemplate,
}: {
  room: RoomSummary
  draft: Draft
  onFiles: (files: File[], options?: { voice?: boolean }) => void
  onInsert: (text: string) => void
  onTemplate: () => void
}) {
  const t = useT()
  const files = useRef<HTMLInputElement>(null)
  const [recording, setRecording] = useState(false)
  const [asking, setAsking] = useState(false)
  if (recording) {
    return (
      <Suspense>
        <VoiceRecorder
          onDone={(file) => {
            setRecording(false)
            if (file) onFiles([file], { voice: true })
          }}
        />
      </Suspense>
    )
  }
  const note = (
    <IconButton
      label={t('composer.note')}
      on={draft.note}
      onClick={() => setDraft(room.room_id, { note: !draft.note, replyTo: null })}
    >
      <StickyNote size={18} aria-hidden="true" />
    </IconButton>
  )
  const emoji = (
    <Popover
      label={t('composer.emoji')}
      onOpen={loadEmoji}
      side="top"
      trigger={
        <IconButton label={t('composer.emoji')}>
          <Smile size={18} aria-hidden="true" />
        </IconButton>
      }
    >
      {(close) => (
        <Suspense>
          <EmojiPicker
            onChoose={(chosen) => {
              onInsert(chosen)
              close()
            }}
          />
        </Suspense>
      )}
    </Popover>
  )
  if (draft.note) return [note, emoji].map((tool, n) => <span key={String(n)}>{tool}</span>)
  return (
    <>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        accept={ACCEPTED}
        aria-label={t('composer.attach')}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
      <IconButton label={t('composer.attach')} onClick={() => files.current?.click()}>
        <Paperclip size={18} aria-hidden="true" />
      </IconButton>
      {emoji}
      <IconButton label={t('composer.template')} keys="T" onClick={onTemplate}>
        <LayoutTemplate size={18} aria-hidden="true" />
      </IconButton>
      <IconButton label={t('composer.interactive')} onClick={() => setAsking(true)}>
        <SquareMousePointer size={18} aria-hidden="true" />
      </IconButton>
      {note}
      <IconButton label={t('composer.voice')} onClick={() => setRecording(true)}>
        <Mic size={18} aria-hidden="true" />
      </IconButton>
      {asking && (
        <Suspense>
          <InteractiveDialog room={room} onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </>
  )
}
