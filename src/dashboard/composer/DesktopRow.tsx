import Mic from 'lucide-react/icons/mic'
import SendHorizontal from 'lucide-react/icons/send-horizontal'
import { useT } from '../i18n/i18n.tsx'
import { Button } from '../ui/Button.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import type { Draft } from './drafts.ts'
import { EmojiButton } from './EmojiButton.tsx'
import type { ComposerTools, Tool } from './useComposerTools.tsx'

/** The row below the text on a desktop: all tools, and the send button. */
export function DesktopRow({
  tools,
  draft,
  busy,
  empty,
  tooLong,
  onInsert,
  onSend,
}: {
  tools: ComposerTools
  draft: Draft
  busy: boolean
  /** Whether there is nothing to send. */
  empty: boolean
  tooLong: boolean
  onInsert: (text: string) => void
  onSend: () => void
}) {
  const t = useT()
  const emoji = <EmojiButton onChoose={onInsert} />
  return (
    <div className="flex items-center gap-1 px-2 pb-2">
      {tools.recorder ||
        (draft.note ? (
          <>
            <ToolButton tool={tools.note} />
            {emoji}
          </>
        ) : (
          <>
            <ToolButton tool={tools.attach} />
            {emoji}
            {tools.others.map((tool) => (
              <ToolButton key={tool.key} tool={tool} />
            ))}
            <span aria-hidden="true" className="mx-1 h-5 w-px bg-line-2" />
            <IconButton label={t('composer.voice')} onClick={tools.record}>
              <Mic size={18} aria-hidden="true" />
            </IconButton>
          </>
        ))}
      <span className="flex-1" />
      <Button variant="primary" busy={busy} disabled={empty || tooLong} onClick={onSend}>
        {draft.note ? t('composer.saveNote') : t('composer.send')}
        {!draft.note && <SendHorizontal size={16} aria-hidden="true" />}
      </Button>
    </div>
  )
}

function ToolButton({ tool: { label, keys, icon, on, disabled, onSelect } }: { tool: Tool }) {
  return (
    <IconButton
      label={label}
      {...(keys && { keys })}
      on={on}
      disabled={disabled}
      onClick={onSelect}
    >
      {icon}
    </IconButton>
  )
}
