/** What is pinged: when it gave its last sign of life, and which share it belongs to. The heartbeat writes both. */
export type Pinged = { heardAt?: number; share?: number }

export type HeartbeatOptions<T> = {
  everyMs: number
  /** At most `everyMs`. */
  patienceMs: number
  tickMs: number
  ping: (one: T) => void
  giveUp: (one: T) => void
}

export type Heartbeat<T extends Pinged> = ReturnType<typeof createHeartbeat<T>>

/**
 * Pings everybody every `everyMs`, and gives up who has not answered after `patienceMs`. One timer for all: each belongs
 * to a share, with each tick comes the next share's turn, and a crowd that came at once is not pinged at once.
 * What counts is ticks, not the clock: a process that was stopped for a while gives nobody up for it.
 */
export function createHeartbeat<T extends Pinged>(options: HeartbeatOptions<T>) {
  const { tickMs } = options
  const shares = Array.from({ length: Math.floor(options.everyMs / tickMs) }, () => ({
    members: new Set<T>(),
    pingedAt: 0,
  }))
  const patience = Math.ceil(options.patienceMs / tickMs)
  let tick = 0
  let size = 0
  let timer: Timer | undefined

  const shareOf = (turn: number) => shares[(turn + shares.length) % shares.length]!

  const beat = () => {
    tick++
    const asked = shareOf(tick - patience)
    for (const one of asked.members) if (one.heardAt! < asked.pingedAt) options.giveUp(one)
    const next = shareOf(tick)
    next.pingedAt = tick
    for (const one of next.members) options.ping(one)
  }

  return {
    add(one: T): void {
      // The smallest of those whose turn is a good while off: who has just come is there.
      let best = tick + shares.length
      for (let turn = best - 1; turn > tick + shares.length / 2; turn--)
        if (shareOf(turn).members.size < shareOf(best).members.size) best = turn
      one.share = best % shares.length
      one.heardAt = tick
      shareOf(best).members.add(one)
      size++
      timer ??= setInterval(beat, tickMs)
    },
    /** It has given a sign of life. */
    heard(one: T): void {
      one.heardAt = tick
    },
    remove(one: T): void {
      if (!shares[one.share!]?.members.delete(one)) return
      size--
      if (size > 0) return
      clearInterval(timer)
      timer = undefined
    },
  }
}
