import fc from 'fast-check'
import { anyJson, nastyText } from './fuzzValues.ts'

type Schema = Record<string, unknown> & {
  type?: string | string[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
}
export type Document = {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}
type Operation = {
  parameters?: { name: string; in: 'path' | 'query' | 'header'; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
}

const MAX_LEVELS = 6

/** Values that a schema of the document roughly allows: right enough to get past the first checks. */
export function valuesOf(
  document: Document,
  schema: Schema,
  ids: fc.Arbitrary<string>,
  levels = 0,
): fc.Arbitrary<unknown> {
  const inside = (one: Schema) => valuesOf(document, one, ids, levels + 1)
  if (levels > MAX_LEVELS) return fc.constant(null)
  if (typeof schema.$ref === 'string') {
    return inside(document.components.schemas[schema.$ref.split('/').at(-1)!] ?? {})
  }
  const variants = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined
  if (variants?.length) return fc.oneof(...variants.map((one) => inside(within(schema, one))))
  if (Array.isArray(schema.allOf)) {
    return fc
      .tuple(...(schema.allOf as Schema[]).map(inside))
      .map((parts) => Object.assign({}, ...parts))
  }
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as unknown[]))
  const types = Array.isArray(schema.type) ? schema.type : [schema.type]
  if (types.length > 1) return fc.oneof(...types.map((type) => inside({ ...schema, type: type! })))
  switch (types[0]) {
    case 'object': {
      const fields = Object.entries(schema.properties ?? {})
      const shape = Object.fromEntries(fields.map(([name, one]) => [name, inside(one)]))
      return fc.record(shape, {
        requiredKeys: (schema.required ?? []).filter((name) => shape[name]),
      })
    }
    case 'array':
      return fc.array(inside(schema.items ?? {}), { maxLength: 3 })
    case 'string':
      return textOf(schema, ids)
    case 'integer':
    case 'number':
      return numberOf(schema)
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return anyJson
  }
}

/** A variant, together with the object whose variant it is. */
function within({ anyOf, oneOf, ...object }: Schema, variant: Schema): Schema {
  if (!object.properties) return variant
  return { ...object, required: [...(object.required ?? []), ...(variant.required ?? [])] }
}

function textOf(schema: Schema, ids: fc.Arbitrary<string>): fc.Arbitrary<string> {
  if (schema.format === 'uuid') return ids
  if (schema.format === 'email') return fc.emailAddress()
  if (schema.format === 'uri') return fc.webUrl()
  if (schema.format === 'date-time') {
    return fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
      .map((date) => date.toISOString())
  }
  const some = fc.constantFrom('a', 'id', 'en_US', '628123456789', 'offer_1', 'x'.repeat(40))
  return fc.oneof({ weight: 6, arbitrary: some }, nastyText, ids)
}

function numberOf({ minimum, maximum, type }: Schema): fc.Arbitrary<number> {
  const min = Math.max(Number(minimum ?? -10), -1e6)
  const max = Math.min(Number(maximum ?? 1000), 1e6)
  return type === 'integer'
    ? fc.integer({ min: Math.ceil(min), max: Math.floor(Math.max(min, max)) })
    : fc.double({ min, max: Math.max(min, max), noNaN: true })
}
