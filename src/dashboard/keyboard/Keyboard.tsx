import { useNavigate } from '@tanstack/react-router'
import { lazy, useEffect } from 'react'
import { useInboxStore } from '../data/inboxStore.tsx'
import { loadModule } from '../data/loadModule.ts'
import { preferences } from '../data/preferences.ts'
import { isStaff, useMe } from '../session/useSession.ts'
import { LazyBoundary } from '../ui/LazyBoundary.tsx'
import { createReader } from './commands.ts'
import { showHelp, useHelpShown } from './help.ts'
import { isShortcutKey } from './isShortcutKey.ts'
import { newestOf } from './newestOf.ts'
import { runCommand, useShortcut } from './useShortcut.ts'

const HelpSheet = lazy(() =>
  loadModule(() => import('./HelpSheet.tsx')).then(({ HelpSheet }) => ({ default: HelpSheet })),
)

/** Listens for single-key shortcuts, and provides those that navigate between pages. */
export function Keyboard() {
  const { inbox } = useInboxStore()
  const me = useMe()
  const navigate = useNavigate()
  const help = useHelpShown()
  useShortcut('toInbox', () => void navigate({ to: '/inbox' }))
  useShortcut(isStaff(me) ? 'toStatistics' : undefined, () => void navigate({ to: '/statistics' }))
  useShortcut('toNewest', () => {
    const newest = newestOf(inbox.state.rooms)
    if (newest) void navigate({ to: '/inbox/$roomId', params: { roomId: newest.room_id } })
  })
  useShortcut('help', () => showHelp(true))

  useEffect(() => {
    const read = createReader()
    const onKey = (event: KeyboardEvent) => {
      if (!preferences().keys || !isShortcutKey(event)) return
      const command = read({ key: event.key, at: event.timeStamp })
      // Otherwise `/` opens quick find in Firefox, and the letter is typed into the field that gets focus.
      if (command && runCommand(command)) event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])

  return help ? (
    <LazyBoundary onCancel={() => showHelp(false)}>
      <HelpSheet onClose={() => showHelp(false)} />
    </LazyBoundary>
  ) : null
}
