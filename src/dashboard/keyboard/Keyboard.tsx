import { useNavigate } from '@tanstack/react-router'
import { lazy, useEffect } from 'react'
import { arriving } from '../data/arriving.ts'
import { choices } from '../data/choices.ts'
import { useDesk } from '../data/desk.tsx'
import { isStaff, useMe } from '../session/useSession.ts'
import { Late } from '../ui/Late.tsx'
import { createReader } from './commands.ts'
import { showHelp, useHelpShown } from './help.ts'
import { isOurs } from './isOurs.ts'
import { newestOf } from './newestOf.ts'
import { run, useShortcut } from './useShortcut.ts'

const HelpSheet = lazy(() =>
  arriving(() => import('./HelpSheet.tsx')).then(({ HelpSheet }) => ({ default: HelpSheet })),
)

/** Hears single keys, for whatever is on the page, and knows the ways between pages. */
export function Keyboard() {
  const { inbox } = useDesk()
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
      if (!choices().keys || !isOurs(event)) return
      const command = read({ key: event.key, at: event.timeStamp })
      // Else Firefox looks for `/` in the page, and the letter is written into what gets the focus.
      if (command && run(command)) event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])

  return help ? (
    <Late onLeft={() => showHelp(false)}>
      <HelpSheet onClose={() => showHelp(false)} />
    </Late>
  ) : null
}
