import { useT } from '../i18n/i18n.tsx'
import { Logo } from '../shell/Logo.tsx'
import { toggleTheme } from '../shell/theme.ts'
import { Batik } from './Batik.tsx'
import { SignInForm } from './SignInForm.tsx'

export function SignInPage({ ended }: { ended: boolean }) {
  const t = useT()
  return (
    <div className="grid min-h-dvh bg-surface desk:grid-cols-2">
      <main className="grid place-items-center px-6 py-12">
        <div className="w-full max-w-[360px]">
          <div className="mb-12 flex items-center gap-3">
            <Logo />
            <span className="text-20 font-semibold">ruang</span>
          </div>
          <h1 className="mb-2 text-28 font-semibold">{t('signin.title')}</h1>
          <p className="mb-8 text-text-2">{ended ? t('signin.ended') : t('signin.text')}</p>
          <SignInForm />
          <div className="mt-12 flex items-center justify-between gap-4 text-12 text-text-3">
            <span>{t('signin.access')}</span>
            <button
              type="button"
              onClick={toggleTheme}
              className="font-medium whitespace-nowrap text-accent-text hover:underline thumb:min-h-11"
            >
              {t('signin.theme')}
            </button>
          </div>
        </div>
      </main>
      <aside className="relative overflow-hidden max-desk:hidden">
        <Batik />
        <p className="absolute right-16 bottom-16 left-16 text-28 font-semibold text-white">
          {t('signin.line1')}
          <br />
          {t('signin.line2')}
        </p>
      </aside>
    </div>
  )
}
