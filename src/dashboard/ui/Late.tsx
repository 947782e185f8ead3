import { CatchBoundary } from '@tanstack/react-router'
import { type ReactNode, Suspense, useEffect } from 'react'
import { t } from '../i18n/i18n.tsx'
import { Button } from './Button.tsx'
import { toast } from './toast.ts'

/** What is loaded when it is wanted, and takes nothing else along when it can't be had. */
export function Late({
  children,
  onLeft,
}: {
  children: ReactNode
  /** It has not come yet, and the user writes elsewhere: they don't wait for it any more. */
  onLeft?: () => void
}) {
  return (
    <CatchBoundary getResetKey={() => ''} errorComponent={Nothing} onCatch={sayNotHad}>
      <Suspense fallback={onLeft && <Awaited onLeft={onLeft} />}>{children}</Suspense>
    </CatchBoundary>
  )
}

const Nothing = () => null

export function sayNotHad(): void {
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

function Awaited({ onLeft }: { onLeft: () => void }) {
  useEffect(() => {
    document.addEventListener('input', onLeft)
    return () => document.removeEventListener('input', onLeft)
  }, [onLeft])
  return null
}
