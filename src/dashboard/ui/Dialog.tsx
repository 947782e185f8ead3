import { lazy, type ReactNode, useRef } from 'react'
import { loadModule } from '../data/loadModule.ts'
import { LazyBoundary } from './LazyBoundary.tsx'

export type DialogProps = {
  open: boolean
  onClose: () => void
  title: string
  /** Rendered only while the dialog is open. */
  children: ReactNode
  /** Shown below a line, with the primary button last. */
  footer?: ReactNode
  className?: string
}

const DialogPopup = lazy(() =>
  loadModule(() => import('./DialogPopup.tsx')).then(({ DialogPopup }) => ({
    default: DialogPopup,
  })),
)

/** A modal dialog that traps focus and returns it on closing. On a phone it is a sheet at the bottom. */
export function Dialog(props: DialogProps) {
  const wanted = useRef(false)
  wanted.current ||= props.open
  return wanted.current ? (
    <LazyBoundary onCancel={props.onClose}>
      <DialogPopup {...props} />
    </LazyBoundary>
  ) : null
}
