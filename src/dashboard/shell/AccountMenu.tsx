import KeyboardIcon from 'lucide-react/icons/keyboard'
import LogOut from 'lucide-react/icons/log-out'
import { setLanguage, useLanguage, useT } from '../i18n/i18n.tsx'
import { showHelp } from '../keyboard/help.ts'
import { signOut } from '../session/session.ts'
import { useMe } from '../session/useSession.ts'
import { AgentAvatar } from '../ui/Avatar.tsx'
import { Menu } from '../ui/Menu.tsx'
import { LANGUAGES } from './languages.ts'
import { useConnection } from './useConnection.ts'

/** The user's name and role, the language, the keyboard shortcuts, and signing out. */
export function AccountMenu() {
  const t = useT()
  const me = useMe()
  const language = useLanguage()
  const online = useConnection().state === 'live'
  const who = t('shell.account', { name: me.name, role: t(`role.${me.role}`) })
  return (
    <Menu
      side="right"
      trigger={
        <button
          type="button"
          aria-label={who}
          className="grid size-10 place-items-center rounded-r3 thumb:size-11"
        >
          <AgentAvatar id={me.id} name={me.name} size="lg" online={online} />
        </button>
      }
      entries={() => [
        {
          kind: 'text',
          key: 'who',
          text: (
            <>
              <div className="truncate text-13 font-medium">{me.name}</div>
              <div className="text-12 text-text-3">{t(`role.${me.role}`)}</div>
            </>
          ),
        },
        { kind: 'separator' },
        ...LANGUAGES.map(({ value, label }) => ({
          kind: 'choice' as const,
          key: value,
          label,
          chosen: value === language,
          onSelect: () => void setLanguage(value),
        })),
        { kind: 'separator' },
        {
          kind: 'item',
          key: 'keys',
          label: t('shell.keys'),
          icon: <KeyboardIcon size={16} aria-hidden="true" className="text-text-2" />,
          onSelect: () => showHelp(true),
        },
        {
          kind: 'item',
          key: 'sign-out',
          label: t('shell.signOut'),
          icon: <LogOut size={16} aria-hidden="true" className="text-text-2" />,
          onSelect: () => void signOut(),
        },
      ]}
    />
  )
}
