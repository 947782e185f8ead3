/** As WhatsApp offers them first. */
const QUICK = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const

/** The reactions at hand, in one row. */
export function QuickReactions({ onChoose }: { onChoose: (emoji: string) => void }) {
  return (
    <div className="flex flex-wrap p-1">
      {QUICK.map((emoji) => (
        <button
          key={emoji}
          type="button"
          aria-label={emoji}
          onClick={() => onChoose(emoji)}
          className="grid size-9 place-items-center rounded-r3 text-20 hover:bg-surface-2 max-desk:size-11"
        >
          {emoji}
        </button>
      ))}
    </div>
  )
}
