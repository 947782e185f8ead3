import type { Message } from '../../protocol/message.ts'

export type Reaction = { emoji: string; direction: Message['direction']; userId: string | null }

/** The current reactions to each message, by its wamid: at most one of the customer's and one of ours. */
export function reactionsOf(newestFirst: readonly Message[]): ReadonlyMap<string, Reaction[]> {
  const found = new Map<string, Reaction[]>()
  const decided = new Set<string>()
  for (const message of newestFirst) {
    const about = message.reaction_to_wa_message_id
    if (message.content_type !== 'reaction' || about === null) continue
    if (message.status === 'failed') continue
    const whose = `${message.direction} ${about}`
    // Only the newest of each side counts. One without an emoji removes the reaction.
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
