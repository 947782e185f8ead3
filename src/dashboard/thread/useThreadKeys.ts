import type { Virtualizer } from '@tanstack/react-virtual'
import type { KeyboardEvent } from 'react'

/** The up and down arrows move focus between messages, which makes their actions reachable. Esc returns to the list. */
export function useThreadKeys(lines: Virtualizer<HTMLDivElement, Element>) {
  return (event: KeyboardEvent<HTMLElement>) => {
    const { key, target, currentTarget } = event
    if (key === 'Escape' && target !== currentTarget) return currentTarget.focus()
    if (key !== 'ArrowUp' && key !== 'ArrowDown') return
    const line = (target as HTMLElement).closest<HTMLElement>('[data-index]')
    // Inside a slider or a menu the arrow keys have their own meaning.
    if (line && target !== line) return
    const count = lines.options.count
    const at = line ? Number(line.dataset.index) : count
    const to = at + (key === 'ArrowUp' ? -1 : 1)
    if (to < 0 || to >= count) return
    event.preventDefault()
    lines.scrollToIndex(to, { align: 'auto' })
    requestAnimationFrame(() => {
      currentTarget.querySelector<HTMLElement>(`[data-index="${to}"]`)?.focus()
    })
  }
}
