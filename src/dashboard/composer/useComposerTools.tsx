import LayoutTemplate from 'lucide-react/icons/layout-template'
import Paperclip from 'lucide-react/icons/paperclip'
import SquareMousePointer from 'lucide-react/icons/square-mouse-pointer'
import StickyNote from 'lucide-react/icons/sticky-note'
import Zap from 'lucide-react/icons/zap'
import { lazy, type ReactNode, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { RoomSummary } from '../../protocol/room.ts'
import { loadModule } from '../data/loadModule.ts'
import { useT } from '../i18n/i18n.tsx'
import { LazyBoundary, showLoadErrorToast } from '../ui/LazyBoundary.tsx'
import { type Draft, setDraft } from './drafts.ts'
import { ACCEPTED } from './useUploads.ts'

/** If the recorder takes longer to load, recording does not start any more. */
const RECORDER_TIMEOUT_MS = 5000

const loadRecorder = () => loadModule(() => import('./VoiceRecorder.tsx'))
const VoiceRecorder = lazy(() =>
  loadRecorder().then(({ VoiceRecorder }) => ({ default: VoiceRecorder })),
)
const InteractiveDialog = lazy(() =>
  loadModule(() => import('./InteractiveDialog.tsx')).then(({ InteractiveDialog }) => ({
    default: InteractiveDialog,
  })),
)

export type Tool = {
  key: string
  label: string
  /** Its keyboard shortcut. */
  keys?: string
  icon: ReactNode
  on?: boolean
  disabled?: boolean
  onSelect: () => void
}

/** The composer's tools. Rarely used ones load their code on first use. */
export function useComposerTools({
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
  const [interactiveOpen, setInteractiveOpen] = useState(false)
  // The recorder replaces the text field, which must stay until the recorder's code is loaded.
  const record = async () => {
    const signal = untilInteraction(RECORDER_TIMEOUT_MS)
    // Rendered at once: a press before the next render would meet a button that is about to go.
    await loadRecorder().then(
      () => flushSync(() => setRecording(!signal.aborted)),
      showLoadErrorToast,
    )
  }
  const note: Tool = {
    key: 'note',
    label: t('composer.note'),
    icon: <StickyNote size={18} aria-hidden="true" />,
    on: draft.note,
    onSelect: () => {
      setDraft(room.room_id, { note: !draft.note, replyTo: null })
      document.getElementById('composer-text')?.focus()
    },
  }
  const attach: Tool = {
    key: 'attach',
    label: t('composer.attach'),
    icon: <Paperclip size={18} aria-hidden="true" />,
    onSelect: () => files.current?.click(),
  }
  const others: Tool[] = [
    {
      key: 'template',
      label: t('composer.template'),
      keys: 'T',
      icon: <LayoutTemplate size={18} aria-hidden="true" />,
      onSelect: onTemplate,
    },
    {
      key: 'quick',
      label: t('composer.openQuickReplies'),
      icon: <Zap size={18} aria-hidden="true" />,
      disabled: draft.text !== '',
      onSelect: onQuickReplies,
    },
    {
      key: 'interactive',
      label: t('composer.interactive'),
      icon: <SquareMousePointer size={18} aria-hidden="true" />,
      onSelect: () => setInteractiveOpen(true),
    },
    note,
  ]
  return {
    attach,
    others,
    note,
    record: () => void record(),
    /** Replaces all other tools while recording. */
    recorder: recording && (
      <LazyBoundary>
        <VoiceRecorder
          onDone={(file) => {
            setRecording(false)
            if (file) onFiles([file], { voice: true })
          }}
        />
      </LazyBoundary>
    ),
    /** Rendered beside the tools: a hidden file input, and a dialog. */
    extras: (
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
        {interactiveOpen && (
          <LazyBoundary onCancel={() => setInteractiveOpen(false)}>
            <InteractiveDialog room={room} onClose={() => setInteractiveOpen(false)} />
          </LazyBoundary>
        )}
      </>
    ),
  }
}

export type ComposerTools = ReturnType<typeof useComposerTools>

/** Aborted when the user does something else, or after `ms`. */
function untilInteraction(ms: number): AbortSignal {
  const controller = new AbortController()
  setTimeout(() => controller.abort(), ms)
  // Capturing listeners miss the click that led here, because it has already passed the document.
  for (const kind of ['input', 'pointerdown', 'click'])
    document.addEventListener(kind, () => controller.abort(), {
      capture: true,
      signal: controller.signal,
    })
  return controller.signal
}
