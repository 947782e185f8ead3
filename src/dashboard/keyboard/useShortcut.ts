import { useEffect, useRef } from 'react'
import type { Command } from './commands.ts'

const handlers = new Map<Command, () => void>()

/** Runs `act` at a command's shortcut while the component is mounted. */
export function useShortcut(command: Command | undefined, act: () => void): void {
  const latest = useRef(act)
  latest.current = act
  useEffect(() => {
    if (!command) return
    const handler = () => latest.current()
    handlers.set(command, handler)
    return () => {
      if (handlers.get(command) === handler) handlers.delete(command)
    }
  }, [command])
}

/** @returns whether a mounted component handles the command */
export function runCommand(command: Command): boolean {
  const handler = handlers.get(command)
  handler?.()
  return handler !== undefined
}
