import { useEffect, useRef, useState } from 'react'
import { Kbd } from './Kbd.tsx'
import { onLongPress } from './onLongPress.ts'
import { placeTooltip } from './placeTooltip.ts'

/** The props for a tooltip, shown on hover, focus and long press. Spread them onto any element. */
export const tip = (text: string, keys?: string) => ({
  'data-tip': text,
  ...(keys !== undefined && { 'data-tip-keys': keys }),
})

const DELAY_MS = 400

type Shown = { of: HTMLElement; text: string; keys: string | undefined }

/**
 * The page's only tooltip, for all elements with `tip`. Esc hides it, and the pointer may move onto it (WCAG 1.4.13).
 */
export function TooltipLayer() {
  const [shown, setShown] = useState<Shown | null>(null)
  const box = useRef<HTMLDivElement>(null)

  useEffect(() => {
    const gone = new AbortController()
    const { signal } = gone
    let timer: ReturnType<typeof setTimeout>
    const hide = () => {
      clearTimeout(timer)
      setShown(null)
    }
    const over = (target: EventTarget | null, delay: number) => {
      const element = target instanceof Element ? target : null
      if (element?.closest('[role=tooltip]')) return
      const of = element?.closest<HTMLElement>('[data-tip]')
      clearTimeout(timer)
      if (!of) return setShown(null)
      timer = setTimeout(() => {
        if (of.isConnected && of.dataset.tip) {
          setShown({ of, text: of.dataset.tip, keys: of.dataset.tipKeys })
        }
      }, delay)
    }
    const onPointer = (event: PointerEvent) => {
      if (event.pointerType !== 'touch') over(event.target, DELAY_MS)
    }
    const onTap = (event: MouseEvent) => {
      const { target } = event
      // Links and buttons act on a tap, so they show it on a long press instead.
      const isWords = target instanceof Element && !target.closest('a, button, [role=button]')
      if (isWords && event instanceof PointerEvent && event.pointerType === 'touch') over(target, 0)
    }
    const onFocus = ({ target }: FocusEvent) => {
      if (target instanceof Element && target.matches(':focus-visible')) over(target, 0)
    }
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') hide()
    }
    document.addEventListener('pointerover', onPointer, { signal })
    document.addEventListener('focusin', onFocus, { signal })
    document.addEventListener('focusout', hide, { signal })
    document.addEventListener('pointerdown', hide, { signal })
    document.addEventListener('keydown', onKey, { signal })
    document.addEventListener('scroll', hide, { capture: true, signal })
    document.addEventListener('click', onTap, { signal })
    onLongPress((target) => {
      over(target, 0)
      return target instanceof Element && target.closest('[data-tip]') !== null
    }, signal)
    return () => {
      clearTimeout(timer)
      gone.abort()
    }
  }, [])

  useEffect(() => {
    if (shown && box.current) placeTooltip(box.current, shown.of)
  }, [shown])

  if (!shown) return null
  return (
    <div
      ref={box}
      role="tooltip"
      className="fixed top-0 left-0 z-60 flex max-w-72 items-center gap-2 rounded-r2 bg-text px-2 py-1 text-12 font-medium text-bg shadow-pop"
    >
      {shown.text}
      {shown.keys && <Kbd inverse>{shown.keys}</Kbd>}
    </div>
  )
}
