import { useSyncExternalStore } from 'react'
import { keptHere } from '../data/browserStorage.ts'

export type Theme = 'light' | 'dark'
/** What was chosen; `system` goes with the machine. */
export type ThemeChoice = Theme | 'system'

const KEPT_AS = 'ruang.theme'
const listeners = new Set<() => void>()
const system = matchMedia('(prefers-color-scheme: dark)')
const current = (): Theme => (document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light')
const chosen = (): ThemeChoice => {
  const kept = keptHere.read(KEPT_AS)
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

/** Chosen light or dark stays, whatever the system does. */
export function setTheme(theme: ThemeChoice): void {
  if (theme === 'system') keptHere.remove(KEPT_AS)
  else keptHere.write(KEPT_AS, theme)
  show()
}

export const toggleTheme = () => setTheme(current() === 'dark' ? 'light' : 'dark')

function show(): void {
  const choice = chosen()
  const theme = choice === 'system' ? (system.matches ? 'dark' : 'light') : choice
  document.documentElement.dataset.theme = theme
  for (const listener of listeners) listener()
}

system.addEventListener('change', show)

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export const useTheme = (): Theme => useSyncExternalStore(subscribe, current)
export const useThemeChoice = (): ThemeChoice => useSyncExternalStore(subscribe, chosen)
