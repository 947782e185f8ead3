import Plus from 'lucide-react/icons/plus'
import SendHorizontal from 'lucide-react/icons/send-horizontal'
import X from 'lucide-react/icons/x'
import { type FormEvent, lazy, useEffect, useRef, useState } from 'react'
import type { Customer, CustomerMessage } from '../../../protocol/simulator.ts'
import { loadModule } from '../../data/loadModule.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { LazyBoundary } from '../../ui/LazyBoundary.tsx'
import { Menu, type MenuEntry } from '../../ui/Menu.tsx'
import { simulator } from '../data/api.ts'
import { attempt } from '../data/useSimulator.tsx'
import { useText } from '../text.ts'
import { messageSummary } from './customerName.ts'
import type { About } from './Phone.tsx'
import { fileForm, SAMPLE_MESSAGES, sendSample } from './sampleMessages.ts'

const VoiceRecorder = lazy(() =>
  loadModule(() => import('../../composer/VoiceRecorder.tsx')).then(({ VoiceRecorder }) => ({
    default: VoiceRecorder,
  })),
)

/** The customer's text field. The plus opens a menu of everything else that a phone can send. */
export function PhoneComposer({
  customer,
  name,
  about,
  onAbout,
}: {
  customer: Customer
  name: string
  about: About | null
  onAbout: (about: About | null) => void
}) {
  const text = useText()
  const field = useRef<HTMLInputElement>(null)
  const files = useRef<HTMLInputElement>(null)
  const [draft, setDraft] = useState('')
  const [recording, setRecording] = useState(false)
  useEffect(() => {
    if (!about) return
    if (about.kind === 'edit') setDraft(about.message.text ?? '')
    field.current?.focus()
  }, [about])

  const say = (message: CustomerMessage | FormData) =>
    attempt(() => simulator.sendMessage(customer.id, message))
  const leave = () => {
    if (about?.kind === 'edit') setDraft('')
    onAbout(null)
  }
  const send = (event: FormEvent) => {
    event.preventDefault()
    const said = draft.trim()
    if (said === '') return
    setDraft('')
    onAbout(null)
    if (about?.kind === 'edit') {
      void say({ type: 'edit', message_id: about.message.id, text: said })
    } else {
      void say({ type: 'text', text: said, ...(about && { reply_to: about.message.id }) })
    }
  }
  const sample = (file: string) => void attempt(() => sendSample(customer.id, file))
  const item = (key: string, label: string, onSelect: () => void): MenuEntry => ({
    kind: 'item',
    key,
    label,
    onSelect,
  })
  const entries = (): MenuEntry[] => [
    item('file', text('ownFile'), () => files.current?.click()),
    item('record', text('record'), () => setRecording(true)),
    { kind: 'separator' },
    item('document', text('sampleDocument'), () => sample('contract.pdf')),
    item('video', text('sampleVideo'), () => sample('film.mp4')),
    item('sticker', text('sampleSticker'), () => sample('sticker.webp')),
    { kind: 'separator' },
    item('card', text('card'), () => void say(SAMPLE_MESSAGES.card)),
    item('order', text('order'), () => void say(SAMPLE_MESSAGES.order)),
    item('ad', text('fromAd'), () => void say(SAMPLE_MESSAGES.fromAd)),
    item('unsupported', text('unsupported'), () => void say(SAMPLE_MESSAGES.unsupported)),
  ]
  return (
    <div className="shrink-0 border-t border-line px-3 pt-2 pb-4">
      {about && (
        <div className="mb-2 flex items-center gap-2 rounded-r2 border-l-3 border-accent bg-surface-2 py-1 pl-2 text-12 text-text-2">
          <span className="min-w-0 flex-1 truncate">
            {text(about.kind === 'edit' ? 'editing' : 'replying', {
              text: messageSummary(about.message, text),
            })}
          </span>
          <IconButton size="sm" label={text('leave')} onClick={leave}>
            <X size={14} aria-hidden="true" />
          </IconButton>
        </div>
      )}
      {recording ? (
        <LazyBoundary onCancel={() => setRecording(false)}>
          <VoiceRecorder
            onDone={(file) => {
              setRecording(false)
              if (file) void say(fileForm(file, { voice: true }))
            }}
          />
        </LazyBoundary>
      ) : (
        <form onSubmit={send} className="flex items-center gap-2">
          <input
            ref={files}
            type="file"
            hidden
            aria-label={text('ownFile')}
            onChange={({ target }) => {
              const [file] = target.files ?? []
              if (file) void say(fileForm(file))
              target.value = ''
            }}
          />
          <Menu
            side="top"
            align="start"
            entries={entries}
            trigger={
              <IconButton label={text('attach')}>
                <Plus size={20} aria-hidden="true" />
              </IconButton>
            }
          />
          <input
            ref={field}
            value={draft}
            aria-label={text('write', { name })}
            placeholder={text('write', { name })}
            onChange={({ target }) => setDraft(target.value)}
            onKeyDown={({ key }) => key === 'Escape' && leave()}
            className="field-ring h-9 min-w-0 flex-1 rounded-full border border-transparent bg-surface-2 px-3 text-13 outline-none focus-visible:border-accent thumb:h-11 thumb:text-16"
          />
          <button
            type="submit"
            aria-label={text('send')}
            className="grid size-9 shrink-0 place-items-center rounded-full bg-accent text-on-accent hover:bg-accent-hover thumb:size-11"
          >
            <SendHorizontal size={16} aria-hidden="true" />
          </button>
        </form>
      )}
    </div>
  )
}
