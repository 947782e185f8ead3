import LayoutTemplate from 'lucide-react/icons/layout-template'
import Paperclip from 'lucide-react/icons/paperclip'
import SquareMousePointer from 'lucide-react/icons/square-mouse-pointer'
import StickyNote from 'lucide-react/icons/sticky-note'
import Zap from 'lucide-react/icons/zap'
import { lazy, type ReactNode, useRef, useState } from 'react'
import type { RoomSummary } from '../../protocol/room.ts'
import { arriving } from '../data/arriving.ts'
import { useT } from '../i18n/i18n.tsx'
import { Late, sayNotHad } from '../ui/Late.tsx'
import { type Draft, setDraft } from './drafts.ts'
import { ACCEPTED } from './useUploads.ts'

/** Nobody waits longer to speak. */
const SPEAKS_WITHIN_MS = 5000

const loadRecorder = () => arriving(() => import('./VoiceRecorder.tsx'))
const VoiceRecorder = lazy(() =>
  loadRecorder().then(({ VoiceRecorder }) => ({ default: VoiceRecorder })),
)
const InteractiveDialog = lazy(() =>
  arriving(() => import('./InteractiveDialog.tsx')).then(({ InteractiveDialog }) => ({
    default: InteractiveDialog,
  })),
)

export type Tool = {
  key: string
  label: string
  /** Its key of the keyboard. */
  keys?: string
  icon: ReactNode
  on?: boolean
  disabled?: boolean
  use: () => void
}

/** What may be put into a message, or sent in its place. What is seldom used is loaded when it is reached for. */
export function useTools({
  room,
  draft,
  onFiles,
  onQuickReplies,
  onTemplate,
}: {
  room: RoomSummary
  draft: Draft
  onFiles: (files: File[], options?: { voice?: boolean }) => void
  onQuickReplies: () => void
  onTemplate: () => void
}) {
  const t = useT()
  const files = useRef<HTMLInputElement>(null)
  const [recording, setRecording] = useState(false)
  const [asking, setAsking] = useState(false)
  // It takes the place of the text, which has to stay as long as there is no recorder.
  const record = async () => {
    const asked = Date.now()
    await loadRecorder().then(() => setRecording(Date.now() - asked < SPEAKS_WITHIN_MS), sayNotHad)
  }
  const note: Tool = {
    key: 'note',
    label: t('composer.note'),
    icon: <StickyNote size={18} aria-hidden="true" />,
    on: draft.note,
    use: () => {
      setDraft(room.room_id, { note: !draft.note, replyTo: null })
      document.getElementById('composer-text')?.focus()
    },
  }
  const attach: Tool = {
    key: 'attach',
    label: t('composer.attach'),
    icon: <Paperclip size={18} aria-hidden="true" />,
    use: () => files.current?.click(),
  }
  const others: Tool[] = [
    {
      key: 'template',
      label: t('composer.template'),
      keys: 'T',
      icon: <LayoutTemplate size={18} aria-hidden="true" />,
      use: onTemplate,
    },
    {
      key: 'quick',
      label: t('composer.openQuickReplies'),
      icon: <Zap size={18} aria-hidden="true" />,
      disabled: draft.text !== '',
      use: onQuickReplies,
    },
    {
      key: 'interactive',
      label: t('composer.interactive'),
      icon: <SquareMousePointer size={18} aria-hidden="true" />,
      use: () => setAsking(true),
    },
    note,
  ]
  return {
    attach,
    others,
    note,
    record: () => void record(),
    /** Takes the place of all others while it lasts. */
    recorder: recording && (
      <Late>
        <VoiceRecorder
          onDone={(file) => {
            setRecording(false)
            if (file) onFiles([file], { voice: true })
          }}
        />
      </Late>
    ),
    /** Not seen, or over everything. */
    beside: (
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
        {asking && (
          <Late onLeft={() => setAsking(false)}>
            <InteractiveDialog room={room} onClose={() => setAsking(false)} />
          </Late>
        )}
      </>
    ),
  }
}

export type Tools = ReturnType<typeof useTools>
