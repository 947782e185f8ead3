import SquarePen from 'lucide-react/icons/square-pen'
import { lazy, useState } from 'react'
import { loadModule } from '../data/loadModule.ts'
import { useT } from '../i18n/i18n.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { LazyBoundary } from '../ui/LazyBoundary.tsx'

const load = () => loadModule(() => import('../composer/NewConversation.tsx'))
const NewConversation = lazy(() =>
  load().then(({ NewConversation }) => ({ default: NewConversation })),
)
const prepare = () => void load().catch(() => {})

/** For users who may start a conversation. */
export function NewConversationButton() {
  const t = useT()
  const [open, setOpen] = useState(false)
  return (
    <>
      <IconButton label={t('begin.title')} onPointerEnter={prepare} onClick={() => setOpen(true)}>
        <SquarePen size={18} aria-hidden="true" />
      </IconButton>
      {open && (
        <LazyBoundary onCancel={() => setOpen(false)}>
          <NewConversation onClose={() => setOpen(false)} />
        </LazyBoundary>
      )}
    </>
  )
}
