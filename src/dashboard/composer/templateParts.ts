import type { Template } from '../../protocol/template.ts'

type Parameter = Template['parameters'][number]
/** The recipient, as far as templates need to know. */
export type TemplateContact = { name: string | null }
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

const FILLABLE = ['text', 'coupon_code', 'image', 'video', 'document']

/** The parameters that a person fills in. No quick reply's payload: without one, the answer has the button's text. */
export const requiredParameters = ({ parameters }: Template): Parameter[] =>
  parameters.filter(({ type, required }) => required && type !== 'payload')

/** Whether a form can fill in all required parameters. It can't for locations, catalogues and carousel cards. */
export const isFillable = (template: Template): boolean =>
  requiredParameters(template).every(({ type, card }) => FILLABLE.includes(type) && card === null)

/** Whether a required parameter is still empty. */
export const hasGaps = (template: Template, values: Record<string, string>): boolean =>
  requiredParameters(template).some((parameter) => !values[parameterId(parameter)]?.trim())

/** A parameter's unique name within its template. */
export const parameterId = ({ component, card, index, name }: Parameter): string =>
  [component, card, index, name].filter((part) => part !== null).join('.')

type Piece = { kind: 'text'; text: string } | { kind: 'variable'; name: string; value: string }

/** A text of the template in pieces: fixed text, and variables with their values. */
export function piecesOf(
  text: string,
  component: 'header' | 'body',
  values: Record<string, string>,
): Piece[] {
  // `split` with a capture group puts the variable names at odd positions.
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

/**
 * Suggests the customer's name for the body's first variable, or for one that is called a name. All else is typed in.
 */
export function suggested(
  template: Template,
  contact: TemplateContact | null,
): Record<string, string> {
  const first = template.parameters.find(
    ({ component, type, name }) =>
      component === 'body' && type === 'text' && (name === '1' || /name|nama/i.test(name ?? '')),
  )
  return first && contact?.name ? { [parameterId(first)]: contact.name } : {}
}

/** The filled-in components, in the Cloud API's own shape. */
export function componentsOf(template: Template, values: Record<string, string>) {
  const named = template.parameter_format === 'named'
  const groups = new Map<string, { head: object; parameters: object[] }>()
  for (const parameter of template.parameters) {
    const value = values[parameterId(parameter)]?.trim()
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
