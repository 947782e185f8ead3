/** The ones WhatsApp offers first. */
const QUICK = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const

/** A row of common reactions. */
export function QuickReactions({ onChoose }: { onChoose: (emoji: string) => void }) {
  return (
    <div className="flex flex-wrap p-1">
      {QUICK.map((emoji) => (
        <button
          key={emoji}
          type="button"
          aria-label={emoji}
          onClick={() => onChoose(emoji)}
          className="grid size-9 place-items-center rounded-r3 text-20 hover:bg-surface-2 thumb:size-11"
        >
          {emoji}
        </button>
      ))}
    </div>
  )
}
