import type { Template } from '../../protocol/template.ts'

type Parameter = Template['parameters'][number]
/** Who gets it, as far as a template speaks of them. */
export type Addressee = { name: string | null }
type Part = { type?: unknown; text?: unknown; buttons?: unknown }

const partOf = ({ components }: Template, type: string): Part | undefined =>
  components.find((part) => String(part.type).toUpperCase() === type)
const textOf = (part: Part | undefined) => (typeof part?.text === 'string' ? part.text : '')

export const bodyOf = (template: Template) => textOf(partOf(template, 'BODY'))
export const headerOf = (template: Template) => textOf(partOf(template, 'HEADER'))
export const footerOf = (template: Template) => textOf(partOf(template, 'FOOTER'))
export function buttonsOf(template: Template): { kind: string; label: string }[] {
  const buttons = partOf(template, 'BUTTONS')?.buttons
  if (!Array.isArray(buttons)) return []
  return buttons.map((button) => ({
    kind: String(button?.type ?? '').toLowerCase(),
    label: String(button?.text ?? ''),
  }))
}

const WRITTEN = ['text', 'coupon_code', 'image', 'video', 'document']

/** What a person fills in. A quick reply's payload is none of it: a tap answers with the button's own words. */
export const askedOf = ({ parameters }: Template): Parameter[] =>
  parameters.filter(({ type, required }) => required && type !== 'payload')

/** Whether all that it needs can be written in a form: no place, no catalogue, no card of a carousel. */
export const isWritten = (template: Template): boolean =>
  askedOf(template).every(({ type, card }) => WRITTEN.includes(type) && card === null)

/** Whether something that it needs is still to be written. */
export const hasGaps = (template: Template, values: Record<string, string>): boolean =>
  askedOf(template).some((parameter) => !values[idOf(parameter)]?.trim())

/** A parameter's own name within its template. */
export const idOf = ({ component, card, index, name }: Parameter): string =>
  [component, card, index, name].filter((part) => part !== null).join('.')

type Piece = { kind: 'text'; text: string } | { kind: 'variable'; name: string; value: string }

/** A text of the template in pieces: what is fixed, and each variable with what was written for it. */
export function piecesOf(
  text: string,
  component: 'header' | 'body',
  values: Record<string, string>,
): Piece[] {
  // Names stand at every other place between what `split` leaves.
  return text
    .split(/\{\{\s*(\w+)\s*\}\}/)
    .map(
      (part, n): Piece =>
        n % 2 === 0
          ? { kind: 'text', text: part }
          : { kind: 'variable', name: part, value: values[`${component}.${part}`]?.trim() ?? '' },
    )
    .filter((piece) => piece.kind === 'variable' || piece.text !== '')
}

/** The customer's name goes where a template begins with one; anything else is written by hand. */
export function suggested(template: Template, contact: Addressee | null): Record<string, string> {
  const first = template.parameters.find(
    ({ component, type, name }) =>
      component === 'body' && type === 'text' && (name === '1' || /name|nama/i.test(name ?? '')),
  )
  return first && contact?.name ? { [idOf(first)]: contact.name } : {}
}

/** What a send fills in, in the Cloud API's own shape. */
export function componentsOf(template: Template, values: Record<string, string>) {
  const named = template.parameter_format === 'named'
  const groups = new Map<string, { head: object; parameters: object[] }>()
  for (const parameter of template.parameters) {
    const value = values[idOf(parameter)]?.trim()
    if (!value) continue
    const { component, index, sub_type } = parameter
    const key = `${component}.${index ?? ''}`
    const head =
      component === 'button'
        ? { type: 'button', sub_type: sub_type ?? 'url', index: String(index ?? 0) }
        : { type: component }
    const group = groups.get(key) ?? { head, parameters: [] }
    group.parameters.push(parameterOf(parameter, value, named))
    groups.set(key, group)
  }
  return [...groups.values()].map(({ head, parameters }) => ({ ...head, parameters }))
}

function parameterOf({ type, name, component }: Parameter, value: string, named: boolean) {
  if (type === 'image' || type === 'video' || type === 'document')
    return { type, [type]: { link: value } }
  if (type === 'coupon_code') return { type, coupon_code: value }
  const parameter_name = named && name && component !== 'button' ? { parameter_name: name } : {}
  return { type: 'text', ...parameter_name, text: value }
}
