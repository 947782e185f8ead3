import '../i18n/lazyTexts.ts'
import { Navigate, Outlet, useLocation } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useMe } from '../session/useSession.ts'
import { focus } from '../ui/focus.ts'
import { useNarrow } from '../ui/useNarrow.ts'
import { SectionList } from './SectionList.tsx'
import { BackToSections, SectionNav } from './SectionNav.tsx'
import { sectionsOf } from './sections.ts'

const LIST = '/manage'

/** The layout of the management pages: beside their navigation, or on a phone opened from a list of them. */
export function ManagePage() {
  const sections = sectionsOf(useMe())
  const narrow = useNarrow()
  const hasList = narrow && sections.length > 1
  const path = useLocation({ select: ({ pathname }) => pathname.replace(/\/$/, '') })
  const shown = useRef<string | null>(null)
  const before = shown.current
  useEffect(() => {
    shown.current = path
  }, [path])

  if (path === LIST) {
    if (hasList) return <SectionList sections={sections} cameFrom={before} />
    return <Navigate to={sections[0]?.to ?? '/inbox'} replace />
  }
  return (
    <div className="flex h-full max-desk:flex-col">
      {!narrow && <SectionNav sections={sections} />}
      {hasList && <BackToSections />}
      <main
        tabIndex={-1}
        ref={before === LIST ? focus : null}
        className="scroll-thin min-w-0 flex-1 overflow-y-auto outline-none"
      >
        <Outlet />
      </main>
    </div>
  )
}
