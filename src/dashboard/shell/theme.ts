import { useSyncExternalStore } from 'react'
import { persistentStorage } from '../data/browserStorage.ts'

export type Theme = 'light' | 'dark'
/** The user's choice; `system` follows the operating system. */
export type ThemeChoice = Theme | 'system'

const STORAGE_KEY = 'ruang.theme'
const listeners = new Set<() => void>()
const system = matchMedia('(prefers-color-scheme: dark)')
const current = (): Theme => (document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light')
const chosen = (): ThemeChoice => {
  const kept = persistentStorage.read(STORAGE_KEY)
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

/** Light or dark, once chosen, overrides the system's setting. */
export function setTheme(theme: ThemeChoice): void {
  if (theme === 'system') persistentStorage.remove(STORAGE_KEY)
  else persistentStorage.write(STORAGE_KEY, theme)
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
