import '../i18n/lazyTexts.ts'
import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import { usePreferences } from '../data/preferences.ts'
import type { PlainKey } from '../i18n/en.ts'
import { useT } from '../i18n/i18n.tsx'
import { isStaff, useMe } from '../session/useSession.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { Kbd } from '../ui/Kbd.tsx'
import { KEYS } from './commands.ts'

type Line = { keys: readonly (readonly string[])[]; label: PlainKey; staff?: true }

const ROOMS: readonly Line[] = [
  { keys: [KEYS.next, KEYS.previous], label: 'keys.rooms' },
  { keys: [KEYS.mine, KEYS.unassigned, KEYS.all, KEYS.closed], label: 'keys.queues' },
  { keys: [KEYS.search], label: 'keys.search' },
  { keys: [KEYS.toInbox], label: 'keys.toInbox' },
  { keys: [KEYS.toStatistics], label: 'keys.toStatistics', staff: true },
  { keys: [KEYS.toNewest], label: 'keys.toNewest' },
  { keys: [KEYS.help], label: 'keys.help' },
]
const CONVERSATION: readonly Line[] = [
  { keys: [KEYS.reply], label: 'keys.reply' },
  { keys: [KEYS.assign], label: 'keys.assign', staff: true },
  { keys: [KEYS.close], label: 'keys.close' },
  { keys: [KEYS.templates], label: 'keys.templates' },
  { keys: [KEYS.details], label: 'keys.details' },
]
const WRITING: readonly Line[] = [
  { keys: [['Enter']], label: 'keys.send' },
  { keys: [['Shift', 'Enter']], label: 'keys.newLine' },
  { keys: [['/']], label: 'keys.quickReplies' },
  { keys: [['Esc']], label: 'keys.leave' },
]
const GROUPS: readonly { title: PlainKey; lines: readonly Line[] }[] = [
  { title: 'keys.everywhere', lines: ROOMS },
  { title: 'keys.conversation', lines: CONVERSATION },
  { title: 'keys.writing', lines: WRITING },
]

/** All keyboard shortcuts. */
export function HelpSheet({ onClose }: { onClose: () => void }) {
  const t = useT()
  const staff = isStaff(useMe())
  const { keys: on } = usePreferences()
  return (
    <Dialog open onClose={onClose} title={t('shell.keys')} className="desk:w-[720px]">
      <div className="grid grid-cols-2 gap-x-10 gap-y-6 p-6 max-desk:grid-cols-1 max-desk:p-4">
        {!on && (
          <p className="col-span-full text-13 text-text-2">
            {t.rich('keys.off', {
              settings: (
                <Link to="/settings" onClick={onClose} className="text-accent-text underline">
                  {t('shell.settings')}
                </Link>
              ),
            })}
          </p>
        )}
        {GROUPS.map(({ title, lines }) => (
          <section key={title} aria-label={t(title)} className="first:row-span-2">
            <h3 className="mb-2 text-13 font-semibold text-text-2">{t(title)}</h3>
            <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2 text-13">
              {lines
                .filter((line) => staff || !line.staff)
                .map(({ keys, label }) => (
                  <Fragment key={label}>
                    <dt className="flex flex-wrap items-center gap-1">
                      {keys.map((one) => (
                        <span key={one.join()} className="flex gap-1">
                          {one.map((key) => (
                            <Kbd key={key}>{key}</Kbd>
                          ))}
                        </span>
                      ))}
                    </dt>
                    <dd>{t(label)}</dd>
                  </Fragment>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
