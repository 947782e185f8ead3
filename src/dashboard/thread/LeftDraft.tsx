import Copy from 'lucide-react/icons/copy'
import { setDraft, useDraft } from '../composer/drafts.ts'
import { copyText } from '../data/copyText.ts'
import { useT } from '../i18n/i18n.tsx'
import { Button } from '../ui/Button.tsx'

/** What the user had begun to write in a room that is no longer theirs, to be copied. Nothing if they had not. */
export function LeftDraft({ roomId }: { roomId: string }) {
  const t = useT()
  const { text } = useDraft(roomId)
  if (text.trim() === '') return null
  return (
    <section
      aria-label={t('thread.draft')}
      className="grid w-full max-w-90 gap-2 justify-self-center px-6 pb-8"
    >
      <h2 className="text-12 font-medium text-text-2">{t('thread.draft')}</h2>
      <p
        dir="auto"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long draft is scrolled with the keyboard.
        tabIndex={0}
        className="scroll-thin max-h-40 overflow-y-auto rounded-r3 border border-line bg-surface px-3 py-2 text-left text-14 whitespace-pre-wrap [overflow-wrap:anywhere]"
      >
        {text}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button
          icon={<Copy size={16} aria-hidden="true" />}
          onClick={() => void copyText(text, t('bubble.copied'))}
        >
          {t('bubble.copy')}
        </Button>
        <Button
          variant="ghost"
          onClick={() => setDraft(roomId, { text: '', note: false, replyTo: null })}
        >
          {t('thread.discardDraft')}
        </Button>
      </div>
    </section>
  )
}
