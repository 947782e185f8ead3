import '../i18n/late.ts'
import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import { useChoices } from '../data/choices.ts'
import type { PlainKey } from '../i18n/en.ts'
import { useT } from '../i18n/i18n.tsx'
import { isStaff, useMe } from '../session/useSession.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { Kbd } from '../ui/Kbd.tsx'
import { KEYS } from './commands.ts'

type Line = { keys: readonly (readonly string[])[]; does: PlainKey; staff?: true }

const ROOMS: readonly Line[] = [
  { keys: [KEYS.next, KEYS.previous], does: 'keys.rooms' },
  { keys: [KEYS.mine, KEYS.unassigned, KEYS.all, KEYS.closed], does: 'keys.queues' },
  { keys: [KEYS.search], does: 'keys.search' },
  { keys: [KEYS.toInbox], does: 'keys.toInbox' },
  { keys: [KEYS.toStatistics], does: 'keys.toStatistics', staff: true },
  { keys: [KEYS.toNewest], does: 'keys.toNewest' },
  { keys: [KEYS.help], does: 'keys.help' },
]
const CONVERSATION: readonly Line[] = [
  { keys: [KEYS.reply], does: 'keys.reply' },
  { keys: [KEYS.assign], does: 'keys.assign', staff: true },
  { keys: [KEYS.close], does: 'keys.close' },
  { keys: [KEYS.templates], does: 'keys.templates' },
  { keys: [KEYS.details], does: 'keys.details' },
]
const WRITING: readonly Line[] = [
  { keys: [['Enter']], does: 'keys.send' },
  { keys: [['Shift', 'Enter']], does: 'keys.newLine' },
  { keys: [['/']], does: 'keys.quickReplies' },
  { keys: [['Esc']], does: 'keys.leave' },
]
const GROUPS: readonly { title: PlainKey; lines: readonly Line[] }[] = [
  { title: 'keys.everywhere', lines: ROOMS },
  { title: 'keys.conversation', lines: CONVERSATION },
  { title: 'keys.writing', lines: WRITING },
]

/** All keys there are, and what they do. */
export function HelpSheet({ onClose }: { onClose: () => void }) {
  const t = useT()
  const staff = isStaff(useMe())
  const { keys: on } = useChoices()
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
                .map(({ keys, does }) => (
                  <Fragment key={does}>
                    <dt className="flex flex-wrap items-center gap-1">
                      {keys.map((one) => (
                        <span key={one.join()} className="flex gap-1">
                          {one.map((key) => (
                            <Kbd key={key}>{key}</Kbd>
                          ))}
                        </span>
                      ))}
                    </dt>
                    <dd>{t(does)}</dd>
                  </Fragment>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
