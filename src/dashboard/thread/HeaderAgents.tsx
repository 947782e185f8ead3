import type { Participant } from '../../protocol/room.ts'
import { useInbox } from '../data/inboxStore.tsx'
import { useT } from '../i18n/i18n.tsx'
import { AgentAvatar, NobodyAvatar } from '../ui/Avatar.tsx'

const SHOWN = 3

/** The agents in the room, with their presence. */
export function HeaderAgents({ participants }: { participants: readonly Participant[] }) {
  const t = useT()
  const users = useInbox((state) => state.users)
  if (participants.length === 0) {
    return <NobodyAvatar label={t('thread.nobody')} size="md" />
  }
  const more = participants.length - SHOWN
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div
      role="group"
      aria-label={t('thread.agents', { names: participants.map(({ name }) => name).join(', ') })}
      className="flex shrink-0 items-center gap-1"
    >
      {participants.slice(0, SHOWN).map(({ user_id, name }) => (
        <AgentAvatar
          key={user_id}
          id={user_id}
          name={name}
          online={users[user_id] && users[user_id].status === 'online'}
        />
      ))}
      {more > 0 && <span className="text-12 text-text-3">+{more}</span>}
    </div>
  )
}
