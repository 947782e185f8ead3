import type { Message } from '../../protocol/message.ts'

export type Reaction = { emoji: string; direction: Message['direction']; userId: string | null }

/** The reactions that stand, by the wamid they are about: the customer's last one, and the last of ours. */
export function reactionsOf(newestFirst: readonly Message[]): ReadonlyMap<string, Reaction[]> {
  const found = new Map<string, Reaction[]>()
  const decided = new Set<string>()
  for (const message of newestFirst) {
    const about = message.reaction_to_wa_message_id
    if (message.content_type !== 'reaction' || about === null) continue
    if (message.status === 'failed') continue
    const whose = `${message.direction} ${about}`
    // The newest of each side counts; one without an emoji took it back.
    if (decided.has(whose)) continue
    decided.add(whose)
    if (!message.reaction_emoji) continue
    const reaction = {
      emoji: message.reaction_emoji,
      direction: message.direction,
      userId: message.user_id,
    }
    found.set(about, [...(found.get(about) ?? []), reaction])
  }
  return found
}
