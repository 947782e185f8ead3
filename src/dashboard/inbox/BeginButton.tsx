import SquarePen from 'lucide-react/icons/square-pen'
import { lazy, Suspense, useState } from 'react'
import { arriving } from '../data/arriving.ts'
import { useT } from '../i18n/i18n.tsx'
import { IconButton } from '../ui/IconButton.tsx'

const load = () => arriving(() => import('../composer/NewConversation.tsx'))
const NewConversation = lazy(() =>
  load().then(({ NewConversation }) => ({ default: NewConversation })),
)

/** For who may write first. */
export function BeginButton() {
  const t = useT()
  const [open, setOpen] = useState(false)
  return (
    <>
      <IconButton label={t('begin.title')} onPointerEnter={load} onClick={() => setOpen(true)}>
        <SquarePen size={18} aria-hidden="true" />
      </IconButton>
      {open && (
        <Suspense>
          <NewConversation onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
