import Check from 'lucide-react/icons/check'
import Mic from 'lucide-react/icons/mic'
import Plus from 'lucide-react/icons/plus'
import SendHorizontal from 'lucide-react/icons/send-horizontal'
import type { ReactNode } from 'react'
import { useT } from '../i18n/i18n.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { Menu } from '../ui/Menu.tsx'
import type { Draft } from './drafts.ts'
import { EmojiButton } from './EmojiButton.tsx'
import type { ComposerTools } from './useComposerTools.tsx'

/**
 * The composer on a phone, in one row: a menu of tools, the text, and one button. The button sends, or records a voice
 * note while there is nothing to send.
 */
export function PhoneRow({
  tools,
  draft,
  busy,
  empty,
  tooLong,
  field,
  onInsert,
  onSend,
}: {
  tools: ComposerTools
  draft: Draft
  busy: boolean
  /** Whether there is nothing to send. */
  empty: boolean
  tooLong: boolean
  field: ReactNode
  onInsert: (text: string) => void
  onSend: () => void
}) {
  const t = useT()
  if (tools.recorder) return <div className="flex px-2 pb-2">{tools.recorder}</div>
  return (
    <div className="flex items-end gap-1 px-2 pb-2">
      {draft.note ? (
        <IconButton label={tools.note.label} on onClick={tools.note.onSelect}>
          {tools.note.icon}
        </IconButton>
      ) : (
        <Menu
          side="top"
          align="start"
          trigger={
            <IconButton label={t('composer.add')}>
              <Plus size={20} aria-hidden="true" />
            </IconButton>
          }
          entries={() =>
            [tools.attach, ...tools.others].map(({ key, label, icon, disabled, onSelect }) => ({
              kind: 'item',
              key,
              label,
              icon,
              disabled: disabled ?? false,
              onSelect,
            }))
          }
        />
      )}
      <div className="field-ring flex min-w-0 flex-1 items-end rounded-[22px] border border-transparent bg-surface-2">
        {field}
        <EmojiButton onChoose={onInsert} className="rounded-full" />
      </div>
      {empty && !draft.note ? (
        <RoundButton label={t('composer.voice')} icon={Mic} onClick={tools.record} />
      ) : (
        <RoundButton
          label={draft.note ? t('composer.saveNote') : t('composer.send')}
          icon={draft.note ? Check : SendHorizontal}
          disabled={empty || tooLong || busy}
          onClick={onSend}
        />
      )}
    </div>
  )
}

function RoundButton({
  label,
  icon: Icon,
  disabled,
  onClick,
}: {
  label: string
  icon: typeof Mic
  disabled?: boolean
  onClick: () => void
}) {
  return (
    <button
      type="button"
      aria-label={label}
      disabled={disabled}
      onClick={onClick}
      className="grid size-11 shrink-0 place-items-center rounded-full bg-accent text-on-accent active:usable:bg-accent-press disabled:opacity-45"
    >
      <Icon size={20} aria-hidden="true" />
    </button>
  )
}
