import { lazy, type ReactNode, useRef } from 'react'
import { arriving } from '../data/arriving.ts'
import { Late } from './Late.tsx'

export type DialogProps = {
  open: boolean
  onClose: () => void
  title: string
  /** Only asked for while it is open. */
  children: ReactNode
  /** Below a line; the primary button last. */
  footer?: ReactNode
  className?: string
}

const DialogPopup = lazy(() =>
  arriving(() => import('./DialogPopup.tsx')).then(({ DialogPopup }) => ({ default: DialogPopup })),
)

/** A window above all else: it keeps the focus, and gives it back. On a phone it is a sheet from below. */
export function Dialog(props: DialogProps) {
  const wanted = useRef(false)
  wanted.current ||= props.open
  return wanted.current ? (
    <Late onLeft={props.onClose}>
      <DialogPopup {...props} />
    </Late>
  ) : null
}
