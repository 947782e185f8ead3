import { useT } from '../i18n/i18n.tsx'
import { isStaff, useMe } from '../session/useSession.ts'
import { ChannelMenu } from './ChannelMenu.tsx'
import { NewConversationButton } from './NewConversationButton.tsx'

export function ListHeader() {
  const t = useT()
  const me = useMe()
  return (
    <div className="flex h-(--bar) shrink-0 items-center gap-3 pr-3 pl-4 low:flex-1">
      <h1 className="flex-1 truncate text-16 font-semibold max-desk:text-20">{t('inbox.title')}</h1>
      <ChannelMenu />
      {isStaff(me) && <NewConversationButton />}
    </div>
  )
}
