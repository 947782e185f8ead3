import { type Json, list, lower, record, records, words } from './json.ts'

/** A template as Meta stores it. Its components determine what a send has to fill in. */
export type TemplateShape = {
  parameterFormat: 'positional' | 'named'
  components: readonly Json[]
}

/** One parameter that a send may fill in, or must if `required`. */
export type TemplateParameter = {
  component: 'header' | 'body' | 'button' | 'limited_time_offer'
  /** Carousels: the card, counted from 0. */
  card: number | null
  /** Buttons: its index, counted from 0 over all buttons. */
  index: number | null
  sub_type: string | null
  type: string
  /** Placeholders: `1` or `first_name`. */
  name: string | null
  required: boolean
  example: string | null
}

/** `{{1}}` or `{{first_name}}`: a template uses one of the two forms (facts sheet, section 6). */
const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g
/** Header formats that a send always fills in. */
const FILLED = ['image', 'video', 'document', 'location', 'product']

/** [M3] The language as Meta's sends spell it: `en-US`, `en_us` and `en_US` are one (facts sheet, Uncertain 13). */
export function templateLanguage(code: string): string {
  const [language = '', ...region] = code.trim().split(/[-_]/)
  return [language.toLowerCase(), ...region.map((part) => part.toUpperCase())].join('_')
}

/** [M2] All parameters of a template, in reading order. */
export function templateParameters({ components }: TemplateShape): TemplateParameter[] {
  return components.flatMap((component) => parametersOf(component, null))
}

/** The placeholders of a text without repetitions: numbered ones by number, named ones in reading order. */
export function placeholdersOf(text: string): string[] {
  const names = [...new Set([...text.matchAll(PLACEHOLDER)].map(([, name]) => name!))]
  return names.every((name) => /^\d+$/.test(name))
    ? names.sort((a, b) => Number(a) - Number(b))
    : names
}

/** [M2] Replaces each placeholder that has a value. Values are not scanned for further placeholders. */
export function fillIn(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(PLACEHOLDER, (whole, name: string) => values.get(name) ?? whole)
}

function parametersOf(component: Json, card: number | null): TemplateParameter[] {
  const type = lower(component.type)
  if (type === 'header') return headerParameters(component, card)
  if (type === 'body') return textParameters('body', component, card)
  if (type === 'buttons')
    return records(component.buttons).flatMap((button, index) =>
      buttonParameters(button, index, card),
    )
  if (type === 'carousel')
    return records(component.cards).flatMap(({ components }, place) =>
      records(components).flatMap((part) => parametersOf(part, place)),
    )
  const expires = record(component.limited_time_offer)?.has_expiration === true
  if (type === 'limited_time_offer' && expires)
    return [parameter('limited_time_offer', 'limited_time_offer', { card })]
  return []
}

function headerParameters(component: Json, card: number | null): TemplateParameter[] {
  const format = lower(component.format)
  if (FILLED.includes(format)) return [parameter('header', format, { card })]
  return format === 'text' ? textParameters('header', component, card) : []
}

function textParameters(
  place: 'header' | 'body',
  component: Json,
  card: number | null,
): TemplateParameter[] {
  const names = placeholdersOf(words(component.text) ?? '')
  return names.map((name, position) => {
    const example = exampleOf(component, place, name, position)
    return parameter(place, 'text', { card, name, example })
  })
}

function buttonParameters(button: Json, index: number, card: number | null): TemplateParameter[] {
  const kind = lower(button.type)
  const make = (sub_type: string, type: string, more: Partial<TemplateParameter> = {}) => [
    parameter('button', type, { card, index, sub_type, ...more }),
  ]
  const example = words(list(button.example)[0]) ?? words(button.example)
  if (kind === 'url') {
    const [name] = placeholdersOf(words(button.url) ?? '')
    return name === undefined ? [] : make('url', 'text', { name, example })
  }
  // Meta turns OTP buttons (one-tap, copy-code) into URL buttons (facts sheet, section 6: parameters as for a URL).
  if (kind === 'otp') return make('url', 'text', { name: '1' })
  if (kind === 'copy_code') return make('copy_code', 'coupon_code', { example })
  if (kind === 'quick_reply') return make('quick_reply', 'payload', { required: false })
  if (kind === 'flow' || kind === 'catalog') return make(kind, 'action', { required: false })
  if (kind === 'mpm') return make(kind, 'action')
  return []
}

function exampleOf(
  component: Json,
  place: 'header' | 'body',
  name: string,
  position: number,
): string | null {
  const example = record(component.example)
  const named = records(example?.[`${place}_text_named_params`]).find(
    (one) => one.param_name === name,
  )
  if (named) return words(named.example)
  const given = list(example?.[`${place}_text`])
  // Examples of a body are a list of lists, those of a header a plain list.
  return words((Array.isArray(given[0]) ? given[0] : given)[position])
}

const parameter = (
  component: TemplateParameter['component'],
  type: string,
  more: Partial<TemplateParameter>,
): TemplateParameter => ({
  component,
  card: null,
  index: null,
  sub_type: null,
  type,
  name: null,
  required: true,
  example: null,
  ...more,
})
