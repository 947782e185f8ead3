import Mic from 'lucide-react/icons/mic'
import SendHorizontal from 'lucide-react/icons/send-horizontal'
import { useT } from '../i18n/i18n.tsx'
import { Button } from '../ui/Button.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import type { Draft } from './drafts.ts'
import { EmojiButton } from './EmojiButton.tsx'
import type { Tool, Tools } from './useTools.tsx'

/** What stands below the text: all tools, and what sends it. */
export function DeskRow({
  tools,
  draft,
  busy,
  empty,
  onInsert,
  onSend,
}: {
  tools: Tools
  draft: Draft
  busy: boolean
  /** There is nothing to send. */
  empty: boolean
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
      <Button look="primary" busy={busy} disabled={empty} onClick={onSend}>
        {draft.note ? t('composer.saveNote') : t('composer.send')}
        {!draft.note && <SendHorizontal size={16} aria-hidden="true" />}
      </Button>
    </div>
  )
}

function ToolButton({ tool: { label, keys, icon, on, disabled, use } }: { tool: Tool }) {
  return (
    <IconButton label={label} {...(keys && { keys })} on={on} disabled={disabled} onClick={use}>
      {icon}
    </IconButton>
  )
}
