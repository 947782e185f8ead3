import SquarePen from 'lucide-react/icons/square-pen'
import { lazy, useState } from 'react'
import { arriving } from '../data/arriving.ts'
import { useT } from '../i18n/i18n.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { Late } from '../ui/Late.tsx'

const load = () => arriving(() => import('../composer/NewConversation.tsx'))
const NewConversation = lazy(() =>
  load().then(({ NewConversation }) => ({ default: NewConversation })),
)
const prepare = () => void load().catch(() => {})

/** For who may write first. */
export function BeginButton() {
  const t = useT()
  const [open, setOpen] = useState(false)
  return (
    <>
      <IconButton label={t('begin.title')} onPointerEnter={prepare} onClick={() => setOpen(true)}>
        <SquarePen size={18} aria-hidden="true" />
      </IconButton>
      {open && (
        <Late onLeft={() => setOpen(false)}>
          <NewConversation onClose={() => setOpen(false)} />
        </Late>
      )}
    </>
  )
}
