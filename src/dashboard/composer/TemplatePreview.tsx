import Copy from 'lucide-react/icons/copy'
import ExternalLink from 'lucide-react/icons/external-link'
import List from 'lucide-react/icons/list'
import Phone from 'lucide-react/icons/phone'
import Reply from 'lucide-react/icons/reply'
import type { Template } from '../../protocol/template.ts'
import { BubbleButtons } from '../thread/body/BubbleButtons.tsx'
import { TemplateBodyText, TemplateText } from './TemplateText.tsx'
import { bodyOf, buttonsOf, footerOf, headerOf } from './templateParts.ts'

const ICONS: Record<string, typeof Reply> = {
  quick_reply: Reply,
  phone_number: Phone,
  copy_code: Copy,
  otp: Copy,
  catalog: List,
  mpm: List,
}

/** The template as the customer will see it, buttons included. */
export function TemplatePreview({
  template,
  values,
}: {
  template: Template
  values: Record<string, string>
}) {
  const header = headerOf(template)
  const footer = footerOf(template)
  const buttons = buttonsOf(template).map(({ kind, label }) => {
    const Icon = ICONS[kind] ?? ExternalLink
    return { icon: <Icon size={16} aria-hidden="true" className="shrink-0" />, label }
  })
  return (
    <div
      lang={template.language.slice(0, 2)}
      className="max-w-[340px] rounded-r4 rounded-br-r1 border border-out-line bg-out px-3 py-[7px] text-14"
    >
      {header && (
        <p className="mb-1 font-semibold">
          <TemplateText text={header} component="header" values={values} />
        </p>
      )}
      <div className="whitespace-pre-wrap [overflow-wrap:anywhere]">
        <TemplateBodyText text={bodyOf(template)} values={values} />
      </div>
      {footer && <p className="text-12 text-text-2">{footer}</p>}
      <BubbleButtons buttons={buttons} />
    </div>
  )
}
