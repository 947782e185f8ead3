/** A pinged connection: the tick of its last pong, and its share. Both are set by the heartbeat. */
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
 * Pings every connection each `everyMs`, and gives up those without a pong after `patienceMs`. One timer serves all:
 * connections are divided into shares, and each tick pings the next share, so that a crowd is not pinged at once.
 * Measured in ticks instead of time, so that a process that was suspended for a while does not give up everybody.
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
      // The smallest share among those not due soon: a connection that was just made needs no ping yet.
      let best = tick + shares.length
      for (let turn = best - 1; turn > tick + shares.length / 2; turn--)
        if (shareOf(turn).members.size < shareOf(best).members.size) best = turn
      one.share = best % shares.length
      one.heardAt = tick
      shareOf(best).members.add(one)
      size++
      timer ??= setInterval(beat, tickMs)
    },
    /** Records a pong. */
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
