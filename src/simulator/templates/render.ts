import type { TemplateContent } from '../../protocol/cloudApiTemplate.ts'
import type { ChatOption } from '../../protocol/simulator.ts'
import { fill, placeholders } from './check.ts'
import type { SimulatedTemplate, TemplateButton } from './library.ts'

type TemplateComponent = NonNullable<TemplateContent['components']>[number]
type Parameter = Record<string, unknown>

export type Rendered = {
  header: string | null
  text: string
  footer: string | null
  options: ChatOption[]
  /** The header's file, such as `{image: {id}}`. */
  file: { kind: string; id?: string | undefined; link?: string | undefined } | null
}

/** A template as the customer's phone shows it. The parameters must have been checked. */
export function renderTemplate(
  template: SimulatedTemplate,
  asked: readonly TemplateComponent[] = [],
): Rendered {
  const parameters = (type: 'header' | 'body'): Parameter[] => {
    const part = asked.find((one) => one.type === type)
    return part && 'parameters' in part ? part.parameters : []
  }
  const header = template.components.find((part) => part.type === 'HEADER')
  const body = template.components.find((part) => part.type === 'BODY')?.text ?? ''
  const footer = template.components.find((part) => part.type === 'FOOTER')
  const buttons = template.components.find((part) => part.type === 'BUTTONS')?.buttons ?? []
  return {
    header:
      header?.format === 'TEXT'
        ? fill(header.text ?? '', values(header.text ?? '', parameters('header')))
        : null,
    text: fill(body, values(body, parameters('body'))),
    footer: footer?.text ?? null,
    options: buttons.map((button, index) => optionOf(button, buttonParameter(asked, index))),
    file: fileOf(parameters('header')[0]),
  }
}

function values(text: string, parameters: readonly Parameter[]): Record<string, string> {
  return Object.fromEntries(
    placeholders(text).map((name, place) => {
      const named = parameters.find(({ parameter_name }) => parameter_name === name)
      return [name, wordsOf(named ?? parameters[place])]
    }),
  )
}

function wordsOf(parameter: Parameter | undefined): string {
  const { text, currency, date_time } = (parameter ?? {}) as {
    text?: string
    currency?: { fallback_value: string }
    date_time?: { fallback_value: string }
  }
  return text ?? currency?.fallback_value ?? date_time?.fallback_value ?? ''
}

const buttonParameter = (
  asked: readonly TemplateComponent[],
  index: number,
): Parameter | undefined => {
  const button = asked.find((one) => one.type === 'button' && Number(one.index) === index)
  return button && 'parameters' in button ? button.parameters[0] : undefined
}

function optionOf(button: TemplateButton, parameter: Parameter | undefined): ChatOption {
  const title = button.text
  const given = String(parameter?.text ?? parameter?.payload ?? parameter?.coupon_code ?? '')
  switch (button.type) {
    case 'QUICK_REPLY':
      // Without a payload, the button's text is sent back.
      return { id: given || title, title, kind: 'reply', url: null }
    case 'URL':
      return { id: title, title, kind: 'url', url: fill(button.url, { 1: given }) }
    case 'PHONE_NUMBER':
      return { id: title, title, kind: 'url', url: `tel:${button.phone_number}` }
    case 'COPY_CODE':
      return { id: title, title, kind: 'code', url: given }
    case 'REQUEST_CONTACT_INFO':
      return { id: title, title, kind: 'contact', url: null }
  }
}

function fileOf(parameter: Parameter | undefined): Rendered['file'] {
  const kind = String(parameter?.type)
  if (!['image', 'video', 'document'].includes(kind)) return null
  return { kind, ...(parameter?.[kind] as { id?: string; link?: string }) }
}
