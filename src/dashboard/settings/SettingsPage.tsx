import '../i18n/lazyTexts.ts'
import { useT } from '../i18n/i18n.tsx'
import { AccountSection } from './AccountSection.tsx'
import { AlertsSection } from './AlertsSection.tsx'
import { KeysSection } from './KeysSection.tsx'
import { LookSection } from './LookSection.tsx'
import { PasswordSection } from './PasswordSection.tsx'

/** The user's own settings. All except the account are stored in this browser and take effect at once. */
export function SettingsPage() {
  const t = useT()
  return (
    <main className="scroll-thin h-full overflow-y-auto">
      <div className="mx-auto grid grid-cols-1 max-w-2xl gap-4 p-6 max-desk:p-4">
        <h1 className="text-20 font-semibold">{t('shell.settings')}</h1>
        <LookSection />
        <AlertsSection />
        <KeysSection />
        <AccountSection />
        <PasswordSection />
      </div>
    </main>
  )
}
