import Megaphone from 'lucide-react/icons/megaphone'
import type { Message } from '../../protocol/message.ts'
import { useT } from '../i18n/i18n.tsx'
import { asRecord, referralOf } from './metadata.ts'

/** The advertisement or product that a message refers to. */
export function AdReferral({ message }: { message: Message }) {
  const t = useT()
  const referral = referralOf(message)
  const product = 'referred_product' in asRecord(message.metadata)
  if (!referral && !product) return null
  const title = referral ? t(referral.fromPost ? 'bubble.post' : 'bubble.ad') : t('bubble.product')
  const words = [referral?.headline, referral?.body].filter(Boolean).join(' · ')
  return (
    <span className="-mx-[5px] mb-1 block rounded-r2 bg-surface-2 px-2 py-1 text-12 text-text-2">
      <b className="flex items-center gap-1 font-semibold">
        <Megaphone size={14} aria-hidden="true" className="shrink-0" />
        {title}
      </b>
      {words && <span className="line-clamp-2">{words}</span>}
      {referral?.url && (
        <a
          href={referral.url}
          target="_blank"
          rel="noopener noreferrer"
          className="block truncate text-accent-text underline underline-offset-2 thumb:py-3.5"
        >
          {referral.url}
        </a>
      )}
    </span>
  )
}
