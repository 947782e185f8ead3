import postgres from 'postgres'

export type StoredMessage = { wamid: string; seq: number; roomId: string; phone: string }

/** What the database contains at the end, and any inconsistencies in it. */
export async function readLedger(databaseUrl: string) {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} })
  try {
    const messages = await sql<StoredMessage[]>`
      select m.wa_message_id as wamid, m.seq::int as seq, m.room_id as "roomId", c.wa_id as phone
        from messages m join rooms r on r.id = m.room_id join contacts c on c.id = r.contact_id
       order by m.room_id, m.seq`
    const miscounted = await sql`
      select r.id, r.message_count, r.unread_count, r.last_seq, m.messages, m.latest
        from rooms r left join lateral (
          select count(*)::int as messages, max(seq) as latest, min(seq) as first
            from messages where room_id = r.id) m on true
       where r.message_count <> m.messages or r.unread_count <> m.messages or r.last_seq <> m.messages
          or m.latest <> m.messages or m.first <> 1
          or r.last_message_id is distinct from
             (select id from messages where room_id = r.id order by seq desc limit 1)`
    const roomsTwice = await sql`select contact_id from rooms group by 1 having count(*) > 1`
    const customersTwice = await sql`select wa_id from contacts group by 1 having count(*) > 1`
    const quarantined = await sql`select error from quarantine`
    return {
      messages: [...messages],
      contradictions: [...miscounted, ...roomsTwice, ...customersTwice, ...quarantined],
    }
  } finally {
    await sql.end()
  }
}

/** A short description of how two lists of messages differ. */
export function difference(expected: Iterable<string>, found: readonly string[]) {
  const wanted = new Set(expected)
  const once = new Set(found)
  const seen = new Set<string>()
  const twice = found.filter((wamid) => seen.has(wamid) || !seen.add(wamid))
  const brief = (list: string[]) => list.slice(0, 5)
  return {
    missing: brief([...wanted].filter((wamid) => !once.has(wamid))),
    foreign: brief([...once].filter((wamid) => !wanted.has(wamid))),
    twice: brief(twice),
  }
}

export const NONE = { missing: [], foreign: [], twice: [] }
