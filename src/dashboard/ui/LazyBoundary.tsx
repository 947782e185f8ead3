import { CatchBoundary } from '@tanstack/react-router'
import { type ReactNode, Suspense, useEffect } from 'react'
import { t } from '../i18n/i18n.tsx'
import { Button } from './Button.tsx'
import { toast } from './toast.ts'

/** Wraps a lazy component. If its code can't be loaded, only that component is missing, and a toast says so. */
export function LazyBoundary({
  children,
  onCancel,
}: {
  children: ReactNode
  /**
   * Called when the user types elsewhere while the code is still loading: what they asked for should not open any more.
   */
  onCancel?: () => void
}) {
  return (
    <CatchBoundary getResetKey={() => ''} errorComponent={Nothing} onCatch={showLoadErrorToast}>
      <Suspense fallback={onCancel && <CancelOnInput onCancel={onCancel} />}>{children}</Suspense>
    </CatchBoundary>
  )
}

const Nothing = () => null

export function showLoadErrorToast(): void {
  toast({
    id: 'not-had',
    tone: 'bad',
    stays: true,
    title: t('shell.failed'),
    text: t('shell.failedText'),
    actions: () => (
      <Button size="sm" onClick={() => location.reload()}>
        {t('shell.reload')}
      </Button>
    ),
  })
}

function CancelOnInput({ onCancel }: { onCancel: () => void }) {
  useEffect(() => {
    document.addEventListener('input', onCancel)
    return () => document.removeEventListener('input', onCancel)
  }, [onCancel])
  return null
}
