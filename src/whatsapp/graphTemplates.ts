import { filled, id, items, type Json, record } from './parse/read.ts'

/** A template as Meta lists it. `components` are kept as they came, because Meta adds and removes kinds of them. */
export type GraphTemplate = {
  id: string
  name: string
  /** As Meta spells it here, en-US or en_US: see `templateLanguage`. */
  language: string
  /** APPROVED, PENDING, REJECTED, PAUSED, … */
  status: string
  /** MARKETING, UTILITY, AUTHENTICATION. */
  category: string
  /** Whether the parameters of the body are `{{1}}` or `{{first_name}}`. */
  parameterFormat: 'POSITIONAL' | 'NAMED'
  components: Json[]
}

/** Skips items that can't be read as a template. */
export function readTemplates(list: readonly unknown[]): GraphTemplate[] {
  return list.map(readTemplate).filter((template) => template !== null)
}

function readTemplate(raw: unknown): GraphTemplate | null {
  const template = record(raw)
  const templateId = id(template?.id)
  const name = filled(template?.name)
  const language = filled(template?.language)
  if (template === null || templateId === null || name === null || language === null) return null
  return {
    id: templateId,
    name,
    language,
    status: filled(template.status) ?? 'UNKNOWN',
    category: filled(template.category) ?? 'UNKNOWN',
    parameterFormat: template.parameter_format === 'NAMED' ? 'NAMED' : 'POSITIONAL',
    components: items(template.components)
      .map(record)
      .filter((component) => component !== null),
  }
}
