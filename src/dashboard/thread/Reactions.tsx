import { useT } from '../i18n/i18n.tsx'
import { titleOf } from '../inbox/titleOf.ts'
import { firstName } from './firstName.ts'
import type { Reaction } from './reactions.ts'
import { useThread } from './ThreadContext.tsx'

/** The reactions below a bubble: each emoji, and who reacted. */
export function Reactions({ reactions }: { reactions: readonly Reaction[] }) {
  const t = useT()
  const { room, nameOf } = useThread()
  const by = ({ direction, userId }: Reaction) =>
    firstName(direction === 'incoming' ? titleOf(room) : (nameOf(userId) ?? t('bubble.us')))
  return (
    <div className="z-1 -mt-2 ml-3 flex gap-1 justify-self-start">
      {reactions.map((reaction) => (
        <span
          key={reaction.direction}
          role="img"
          aria-label={t('bubble.reacted', { name: by(reaction), emoji: reaction.emoji })}
          className="inline-flex h-6 items-center gap-1 rounded-full border border-line-2 bg-surface px-2 text-12"
        >
          {reaction.emoji}
          <span className="text-text-3">{by(reaction)}</span>
        </span>
      ))}
    </div>
  )
}
