type QueuedWork<T> = {
  work: T
  size: number
  keys: readonly string[]
  resolve: () => void
  reject: (error: unknown) => void
}

export type GroupQueue<T> = {
  /** Settles with the group that this work was run in. */
  submit: (work: T, size: number) => Promise<void>
  /** Rejects the work that is queued. Groups in flight continue. */
  refuseQueued: (error: unknown) => void
  /** Whether any work is queued or in flight. */
  isBusy: () => boolean
  /** Resolves once nothing is queued or in flight. */
  idle: () => Promise<void>
}

const keyless = () => []

/**
 * Group commit: while one group is in flight, further work queues, and the next group takes all of it, up to `maxSize`.
 * An idle queue waits only for the end of this round of the event loop. Under load, groups grow automatically. Up to
 * `concurrency` groups run in parallel, each further one only once `minPerGroup` waits. Works that share a key never run in
 * parallel, and keep their order.
 *
 * `maxDelayMs` is for calls that cost as much as several works: if work queued during a call, the next one is delayed
 * by as long as that call took, so that more work shares it. Neither a single work nor a full queue is ever delayed.
 * @param run stores a group; an entry of its answer is the error of that one work
 */
export function createGroupQueue<T>({
  run,
  maxSize,
  concurrency = 1,
  minPerGroup = 1,
  maxDelayMs = 0,
  keysOf = keyless,
}: {
  run: (group: readonly T[]) => Promise<readonly (unknown | null)[]>
  maxSize: number
  concurrency?: number
  /** Queued size that justifies a further group, in the same unit as `maxSize`. */
  minPerGroup?: number
  /** Longest delay after a group for which work had to wait; no delay once `minPerGroup` waits. */
  maxDelayMs?: number
  keysOf?: (work: T) => readonly string[]
}): GroupQueue<T> {
  let queue: QueuedWork<T>[] = []
  let queued = 0
  let running = 0
  let isScheduled = false
  let delayTimer: Timer | undefined
  const busy = new Set<string>()
  let idleWaiters: (() => void)[] = []

  /** Divides the queue evenly if all groups can start now; else one group might take nearly everything. */
  const share = () =>
    running === 0 && queued >= concurrency * minPerGroup
      ? Math.min(maxSize, Math.ceil(queued / concurrency))
      : maxSize

  /**
   * Takes work from the front of the queue, up to `most`. Work that shares a key with a group in flight stays queued, and
   * so does all later work that shares a key with it: that keeps the order of each key.
   */
  const takeGroup = (most: number) => {
    const group: QueuedWork<T>[] = []
    const left: QueuedWork<T>[] = []
    const held = new Set<string>()
    let size = 0
    let isFull = false
    for (const waiting of queue) {
      isFull ||= group.length > 0 && size + waiting.size > most
      const isFree = !isFull && !waiting.keys.some((key) => busy.has(key) || held.has(key))
      if (isFree) {
        group.push(waiting)
        size += waiting.size
      } else {
        left.push(waiting)
        if (!isFull) for (const key of waiting.keys) held.add(key)
      }
    }
    queue = left
    queued -= size
    return group
  }

  const runGroup = async (group: readonly QueuedWork<T>[]) => {
    running++
    const began = performance.now()
    for (const { keys } of group) for (const key of keys) busy.add(key)
    try {
      const errors = await run(group.map((waiting) => waiting.work))
      finishGroup(group, began, (index) => errors[index] ?? null)
    } catch (error) {
      finishGroup(group, began, () => error)
    }
  }

  /** Synchronous, so that the next group has started (or its delay has) before any caller learns that this one is done. */
  const finishGroup = (
    group: readonly QueuedWork<T>[],
    began: number,
    errorOf: (index: number) => unknown,
  ) => {
    for (const { keys } of group) for (const key of keys) busy.delete(key)
    for (const [index, waiting] of group.entries()) {
      const error = errorOf(index)
      if (error === null) waiting.resolve()
      else waiting.reject(error)
    }
    running--
    if (shouldDelay())
      delayTimer = setTimeout(startGroups, Math.min(performance.now() - began, maxDelayMs))
    else startGroups()
    endIdleWaits()
  }

  const endIdleWaits = () => {
    if (isBusy()) return
    for (const resolve of idleWaiters) resolve()
    idleWaiters = []
  }

  const shouldDelay = () =>
    maxDelayMs > 0 && running === 0 && queue.length > 0 && queued < minPerGroup

  const startGroups = () => {
    clearTimeout(delayTimer)
    delayTimer = undefined
    while (queue.length > 0 && running < concurrency && (running === 0 || queued >= minPerGroup)) {
      const group = takeGroup(share())
      if (group.length === 0) return
      void runGroup(group)
    }
  }

  /** Work submitted in the same round of the event loop shares a group. */
  const scheduleStart = () => {
    if (isScheduled) return
    isScheduled = true
    setImmediate(() => {
      isScheduled = false
      startGroups()
    })
  }
  const isBusy = () => running > 0 || queue.length > 0

  return {
    submit: (work, size) =>
      new Promise((resolve, reject) => {
        queue.push({ work, size, keys: keysOf(work), resolve, reject })
        queued += size
        if (delayTimer !== undefined && queued < minPerGroup) return
        if (running === 0) scheduleStart()
        else startGroups()
      }),
    refuseQueued(error) {
      for (const { reject } of queue) reject(error)
      queue = []
      queued = 0
      endIdleWaits()
    },
    isBusy,
    idle: () =>
      isBusy() ? new Promise((resolve) => idleWaiters.push(resolve)) : Promise.resolve(),
  }
}
