import { useEffect, useRef, useState } from 'react'
import { Kbd } from './Kbd.tsx'
import { place } from './placeTooltip.ts'

/** What a thing says when it is pointed at: spread it onto any element. */
export const tip = (text: string, keys?: string) => ({
  'data-tip': text,
  ...(keys !== undefined && { 'data-tip-keys': keys }),
})

const DELAY_MS = 400

type Shown = { of: HTMLElement; text: string; keys: string | undefined }

/** The one tooltip of the page, for whatever carries `tip`. Esc takes it away; it may be pointed at itself. */
export function TooltipLayer() {
  const [shown, setShown] = useState<Shown | null>(null)
  const box = useRef<HTMLDivElement>(null)

  useEffect(() => {
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
    const onFocus = ({ target }: FocusEvent) => {
      if (target instanceof Element && target.matches(':focus-visible')) over(target, 0)
    }
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') hide()
    }
    document.addEventListener('pointerover', onPointer)
    document.addEventListener('focusin', onFocus)
    document.addEventListener('focusout', hide)
    document.addEventListener('pointerdown', hide)
    document.addEventListener('keydown', onKey)
    document.addEventListener('scroll', hide, true)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('pointerover', onPointer)
      document.removeEventListener('focusin', onFocus)
      document.removeEventListener('focusout', hide)
      document.removeEventListener('pointerdown', hide)
      document.removeEventListener('keydown', onKey)
      document.removeEventListener('scroll', hide, true)
    }
  }, [])

  useEffect(() => {
    if (shown && box.current) place(box.current, shown.of)
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
