import type { TemplateContent } from '../../protocol/cloudApiTemplate.ts'
import { GraphRefusal } from '../graph/refusal.ts'
import type { SimulatedTemplate, TemplateButton, TemplatePart } from './library.ts'

type TemplateComponent = NonNullable<TemplateContent['components']>[number]
type Parameters = readonly Record<string, unknown>[]

const MAX_HEADER = 60
const MAX_BODY = 1024
const MAX_BODY_ALONE = 32_768
const PLACEHOLDER = /\{\{(\w+)\}\}/g

/** The placeholders of a text, in order of appearance. */
export const placeholders = (text: string) => [
  ...new Set([...text.matchAll(PLACEHOLDER)].map(([, name]) => name!)),
]

export const fill = (text: string, values: Readonly<Record<string, string>>) =>
  text.replace(PLACEHOLDER, (whole, name: string) => values[name] ?? whole)

/**
 * Checks the parameters of a send against its template, as Meta does.
 * @throws GraphRefusal 132000 for a wrong count, 132012 for a wrong type or name, 131008 for a button without its parameter
 */
export function checkParameters(
  template: SimulatedTemplate,
  asked: readonly TemplateComponent[] = [],
): void {
  const parts = template.components
  const body = parts.find((part) => part.type === 'BODY')
  const header = parts.find((part) => part.type === 'HEADER')
  checkText('body', body?.text ?? '', parametersOf(asked, 'body'), template)
  if (header?.format === 'TEXT') {
    checkText('header', header.text ?? '', parametersOf(asked, 'header'), template)
  } else checkHeader(header, parametersOf(asked, 'header'))
  checkButtons(parts, asked)
}

/**
 * Checks the lengths of a filled-in template, as Meta does. A template with only a body may be longer.
 * @throws GraphRefusal 132005
 */
export function checkLengths(
  { components }: SimulatedTemplate,
  { header, text }: { header: string | null; text: string },
): void {
  const max = components.length === 1 ? MAX_BODY_ALONE : MAX_BODY
  if ((header?.length ?? 0) > MAX_HEADER || text.length > max) throw new GraphRefusal(132005)
}

const parametersOf = (asked: readonly TemplateComponent[], type: 'header' | 'body'): Parameters => {
  const component = asked.find((one) => one.type === type)
  return component && 'parameters' in component ? component.parameters : []
}

function checkText(
  place: 'header' | 'body',
  text: string,
  given: Parameters,
  template: SimulatedTemplate,
): void {
  const wanted = placeholders(text)
  if (given.length !== wanted.length) {
    throw new GraphRefusal(132000, {
      message: 'Number of parameters does not match the expected number of params',
      details: `${place}: number of localizable_params (${given.length}) does not match the expected number of params (${wanted.length})`,
    })
  }
  if (template.parameter_format !== 'NAMED') return
  const names = given.map(({ parameter_name }) => parameter_name)
  const missing = wanted.find((name) => !names.includes(name))
  if (missing) throw wrongFormat(`${place}: parameter ${missing} is missing`)
}

function checkHeader(header: (TemplatePart & { type: 'HEADER' }) | undefined, given: Parameters) {
  const wanted = header?.format.toLowerCase()
  const [parameter] = given
  if (parameter?.type !== wanted) {
    throw wrongFormat(
      `header: Format mismatch, expected ${wanted?.toUpperCase() ?? 'nothing'}, received ${String(parameter?.type ?? 'UNKNOWN').toUpperCase()}`,
    )
  }
}

function checkButtons(parts: readonly TemplatePart[], asked: readonly TemplateComponent[]): void {
  const buttons = parts.find((part) => part.type === 'BUTTONS')?.buttons ?? []
  const given = asked.filter((one) => one.type === 'button')
  for (const { index, sub_type } of given) {
    const button = buttons[Number(index)]
    if (!button || SUB_TYPE[button.type] !== sub_type.toLowerCase()) {
      throw wrongFormat(
        `buttons: Button at index ${index} of type ${sub_type} is not in the template`,
      )
    }
  }
  buttons.forEach((button, index) => {
    if (!needsParameter(button) || given.some((one) => Number(one.index) === index)) return
    throw new GraphRefusal(131008, {
      message: 'Required parameter is missing',
      details: `buttons: Button at index ${index} of type ${button.type === 'URL' ? 'Url' : button.type} requires a parameter`,
    })
  })
}

const SUB_TYPE: Record<TemplateButton['type'], string> = {
  QUICK_REPLY: 'quick_reply',
  URL: 'url',
  PHONE_NUMBER: 'voice_call',
  COPY_CODE: 'copy_code',
  REQUEST_CONTACT_INFO: 'request_contact_info',
}

const needsParameter = (button: TemplateButton) =>
  button.type === 'COPY_CODE' || (button.type === 'URL' && placeholders(button.url).length > 0)

const wrongFormat = (details: string) =>
  new GraphRefusal(132012, {
    message: 'Parameter format does not match format in the created template',
    details,
  })
