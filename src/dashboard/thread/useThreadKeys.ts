import type { Virtualizer } from '@tanstack/react-virtual'
import type { KeyboardEvent } from 'react'

/** Arrows go from message to message, so that what can be done with each comes into reach; Esc leaves. */
export function useThreadKeys(lines: Virtualizer<HTMLDivElement, Element>) {
  return (event: KeyboardEvent<HTMLElement>) => {
    const { key, target, currentTarget } = event
    if (key === 'Escape' && target !== currentTarget) return currentTarget.focus()
    if (key !== 'ArrowUp' && key !== 'ArrowDown') return
    const line = (target as HTMLElement).closest<HTMLElement>('[data-index]')
    // Within a slider or a menu the arrows are that one's own.
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
