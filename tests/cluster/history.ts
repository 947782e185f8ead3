/** A writer's request, with times, and whether it was answered 200. If not, it may have happened or not. */
export type Write = { wamid: string; phone: string; began: number; ended: number; ok: boolean }
/** A room as one request showed it: its messages in order. */
export type Read = { roomId: string; began: number; wamids: string[] }
/** A message as an event told a client of it, with its place in the log. */
export type Sight = { at: number; eventId: number; roomId: string; wamid: string }
/** A message as stored at the end. */
export type Stored = { wamid: string; phone: string; roomId: string; seq: number }

export type History = {
  writes: Write[]
  reads: Read[]
  /** One list for each client, in order of arrival. */
  clients: Sight[][]
  stored: Stored[]
}

/** All violations in a history. All times are of one clock. */
export function violations(history: History): string[] {
  const rooms = Map.groupBy(
    history.stored.toSorted((a, b) => a.seq - b.seq),
    ({ roomId }) => roomId,
  )
  return [
    ...lostOrMadeUp(history),
    ...outOfOrder(history),
    ...unlikeTheRoom(history, rooms),
    ...notVisible(history),
    ...missedOrTwice(history, rooms),
    ...beforeTheCommit(history),
  ]
}

/** Everything answered 200 is stored once; everything stored was requested, by that customer. */
function lostOrMadeUp({ writes, stored }: History): string[] {
  const asked = new Map(writes.map((write) => [write.wamid, write]))
  const found = new Set<string>()
  const wrong: string[] = []
  for (const { wamid, phone } of stored) {
    if (found.has(wamid)) wrong.push(`stored twice: ${wamid}`)
    if (asked.get(wamid)?.phone !== phone) wrong.push(`nobody asked for it: ${wamid} of ${phone}`)
    found.add(wamid)
  }
  for (const { wamid, ok } of writes) if (ok && !found.has(wamid)) wrong.push(`lost: ${wamid}`)
  return wrong
}

/** A message that was answered before another was sent comes before it in their room. */
function outOfOrder({ writes, stored }: History): string[] {
  const seqs = new Map(stored.map(({ wamid, seq }) => [wamid, seq]))
  const wrong: string[] = []
  for (const list of Map.groupBy(writes, ({ phone }) => phone).values()) {
    for (const first of list) {
      if (!first.ok) continue
      for (const later of list) {
        const [a, b] = [seqs.get(first.wamid), seqs.get(later.wamid)]
        if (later.began > first.ended && a !== undefined && b !== undefined && b < a)
          wrong.push(`out of order: ${later.wamid} stands before ${first.wamid}`)
      }
    }
  }
  return wrong
}

/** What a request shows is a prefix of the room's final messages: no gap, and nothing disappears later. */
function unlikeTheRoom({ reads }: History, rooms: Map<string, Stored[]>): string[] {
  return reads.flatMap(({ roomId, wamids }) => {
    const stored = (rooms.get(roomId) ?? []).slice(0, wamids.length).map(({ wamid }) => wamid)
    return stored.join() === wamids.join() ? [] : [`read another room than ${roomId} is: ${wamids}`]
  })
}

/** A read shows everything that was answered 200 before the read was sent, whichever process answers. */
function notVisible({ writes, reads, stored }: History): string[] {
  const roomOf = new Map(stored.map(({ wamid, roomId }) => [wamid, roomId]))
  const answered = Map.groupBy(
    writes.filter(({ ok }) => ok),
    ({ wamid }) => roomOf.get(wamid),
  )
  return reads.flatMap(({ roomId, began, wamids }) => {
    const shown = new Set(wamids)
    return (answered.get(roomId) ?? [])
      .filter(({ ended, wamid }) => ended < began && !shown.has(wamid))
      .map(({ wamid }) => `not visible: ${wamid} in ${roomId}`)
  })
}

/** Each client gets each message once, in the order of the log, which is also the room's; and all clients agree on it. */
function missedOrTwice({ clients, stored }: History, rooms: Map<string, Stored[]>): string[] {
  const wrong: string[] = []
  const places = new Map<number, string>()
  for (const [client, sights] of clients.entries()) {
    let last = 0
    for (const { eventId, wamid } of sights) {
      if (eventId <= last) wrong.push(`client ${client}: ${eventId} came after ${last}`)
      last = eventId
      if ((places.get(eventId) ?? wamid) !== wamid) wrong.push(`two events are ${eventId}`)
      places.set(eventId, wamid)
    }
    for (const [roomId, list] of rooms) {
      const seen = sights.filter((sight) => sight.roomId === roomId).map(({ wamid }) => wamid)
      if (seen.join() !== list.map(({ wamid }) => wamid).join())
        wrong.push(
          `client ${client}: saw ${seen.length} of ${list.length} in ${roomId}, or in another order`,
        )
    }
    const known = new Set(stored.map(({ wamid }) => wamid))
    for (const { wamid } of sights)
      if (!known.has(wamid)) wrong.push(`client ${client}: told of ${wamid}, which is not stored`)
  }
  return wrong
}

/** A client that got a message's event and then reads the room finds it. */
function beforeTheCommit({ clients, reads }: History): string[] {
  const wrong: string[] = []
  for (const sights of clients) {
    for (const { roomId, began, wamids } of reads) {
      const shown = new Set(wamids)
      for (const { at, wamid, roomId: of } of sights)
        if (of === roomId && at < began && !shown.has(wamid))
          wrong.push(`told before it was there: ${wamid}`)
    }
  }
  return wrong
}
