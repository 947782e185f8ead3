import CircleCheck from 'lucide-react/icons/check'
import CircleAlert from 'lucide-react/icons/circle-alert'
import X from 'lucide-react/icons/x'
import { useEffect } from 'react'
import { Toaster as Sonner, toast as sonner } from 'sonner'
import { useT } from '../i18n/i18n.tsx'
import type { Toast } from './toast.ts'

const SHOWN_MS = 4000

export function showToast(shown: Toast): () => void {
  const close = (id: string | number) => {
    sonner.dismiss(id)
    shown.onClosed?.()
  }
  const id = sonner.custom((id) => <Card {...shown} onClose={() => close(id)} />, {
    duration: shown.stays ? Number.POSITIVE_INFINITY : SHOWN_MS,
    ...(shown.id !== undefined && { id: shown.id }),
  })
  return () => void sonner.dismiss(id)
}

export function Toaster() {
  const t = useT()
  // Sonner keeps its toasts: the next `Toaster` would show them again.
  useEffect(() => () => void sonner.dismiss(), [])
  return (
    <Sonner
      position="top-center"
      offset={72}
      mobileOffset={16}
      visibleToasts={4}
      expand
      containerAriaLabel={t('ui.notices')}
    />
  )
}

function Card({ title, text, tone, media, actions, onClose }: Toast & { onClose: () => void }) {
  const t = useT()
  return (
    <div className="flex w-[min(356px,calc(100vw-32px))] items-start gap-3 rounded-r4 border border-line-2 bg-surface p-3 text-13 shadow-pop">
      {media ?? <Mark tone={tone} />}
      <div className="grid min-w-0 flex-1 gap-1">
        <div className="font-semibold">{title}</div>
        {text && <div className="text-text-2">{text}</div>}
        {actions && <div className="mt-1 flex flex-wrap gap-2">{actions(onClose)}</div>}
      </div>
      <button
        type="button"
        aria-label={t('ui.close')}
        onClick={onClose}
        className="-m-1 grid size-6 shrink-0 place-items-center rounded-r2 text-text-3 hover:bg-surface-2 hover:text-text thumb:-m-3 thumb:size-11"
      >
        <X size={16} aria-hidden="true" />
      </button>
    </div>
  )
}

function Mark({ tone }: { tone: Toast['tone'] }) {
  if (tone === 'ok') {
    return <CircleCheck size={16} aria-hidden="true" className="mt-0.5 shrink-0 text-ok" />
  }
  if (tone === 'bad') {
    return <CircleAlert size={16} aria-hidden="true" className="mt-0.5 shrink-0 text-bad" />
  }
  return null
}
