import { useEffect, useRef } from 'react'
import type { Command } from './commands.ts'

const doers = new Map<Command, () => void>()

/** Does something for a key, as long as what can do it is on the page. */
export function useShortcut(command: Command | undefined, act: () => void): void {
  const latest = useRef(act)
  latest.current = act
  useEffect(() => {
    if (!command) return
    const doer = () => latest.current()
    doers.set(command, doer)
    return () => {
      if (doers.get(command) === doer) doers.delete(command)
    }
  }, [command])
}

/** @returns whether there was anything that could do it */
export function run(command: Command): boolean {
  const doer = doers.get(command)
  doer?.()
  return doer !== undefined
}
