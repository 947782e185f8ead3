import type { NewQuickReply, QuickReply, QuickReplyChange } from '../protocol/quickReply.ts'
import type { Tx } from './database.ts'

const columns = (tx: Tx) => tx`
  id, shortcut, text, language, iso(created_at) as created_at, iso(updated_at) as updated_at`

export function listQuickReplies(tx: Tx): Promise<QuickReply[]> {
  return tx<QuickReply[]>`select ${columns(tx)} from quick_replies order by lower(shortcut), id`
}

/** Null if the shortcut is taken; the unique index decides. */
export async function insertQuickReply(
  tx: Tx,
  reply: NewQuickReply & { id: string; createdBy: string | null; now: number },
): Promise<QuickReply | null> {
  const at = new Date(reply.now).toISOString()
  const [row] = await tx<QuickReply[]>`
    insert into quick_replies (id, shortcut, text, language, created_by, created_at, updated_at)
    values (${reply.id}, ${reply.shortcut}, ${reply.text}, ${reply.language ?? null}, ${reply.createdBy},
            ${at}::timestamptz, ${at}::timestamptz)
    on conflict (lower(shortcut)) do nothing returning ${columns(tx)}`
  return row ?? null
}

/** Reads a quick reply and locks it until the commit; null if there is none. */
export async function lockQuickReply(tx: Tx, id: string): Promise<QuickReply | null> {
  const [row] = await tx<QuickReply[]>`
    select ${columns(tx)} from quick_replies where id = ${id} for no key update`
  return row ?? null
}

/** Whether another quick reply has this shortcut. */
export async function isShortcutTaken(tx: Tx, shortcut: string, id: string): Promise<boolean> {
  const rows = await tx`
    select 1 from quick_replies where lower(shortcut) = lower(${shortcut}) and id <> ${id}`
  return rows.length > 0
}

/**
 * @returns null if there is none
 * @throws a unique violation for a shortcut that was taken meanwhile
 */
export async function updateQuickReply(
  tx: Tx,
  id: string,
  change: QuickReplyChange,
  now: number,
): Promise<QuickReply | null> {
  const [row] = await tx<QuickReply[]>`
    update quick_replies set
      shortcut = coalesce(${change.shortcut ?? null}, shortcut), text = coalesce(${change.text ?? null}, text),
      language = ${change.language === undefined ? tx`language` : change.language},
      updated_at = to_timestamp(${now}::float8 / 1000)
    where id = ${id} returning ${columns(tx)}`
  return row ?? null
}

/** Deletes a quick reply. @returns it, or null if there was none */
export async function deleteQuickReply(tx: Tx, id: string): Promise<QuickReply | null> {
  const [row] = await tx<QuickReply[]>`
    delete from quick_replies where id = ${id} returning ${columns(tx)}`
  return row ?? null
}
