import type { Participant } from '../../protocol/room.ts'
import { useT } from '../i18n/i18n.tsx'
import { AgentAvatar, NobodyAvatar } from '../ui/Avatar.tsx'

const SHOWN = 2

/** The avatars of the agents in a room; a dashed square when it has none. */
export function RowAgents({ participants }: { participants: readonly Participant[] }) {
  const t = useT()
  if (participants.length === 0) return <NobodyAvatar label={t('row.nobody')} />
  const more = participants.length - SHOWN
  return (
    <span className="flex shrink-0 items-center gap-0.5">
      {participants.slice(0, SHOWN).map(({ user_id, name }) => (
        <AgentAvatar key={user_id} id={user_id} name={name} size="sm" />
      ))}
      {more > 0 && (
        <span className="text-11 text-text-3" role="img" aria-label={t('row.more', { n: more })}>
          +{more}
        </span>
      )}
    </span>
  )
}
