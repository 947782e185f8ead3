import { checkButtons } from './checkTemplateButtons.ts'
import { type Json, lower, record, records, words } from './json.ts'
import { fillIn, placeholdersOf, type TemplateShape } from './template.ts'

/** Meta's limits for a text with its placeholders filled in (facts sheet, section 7: 132005). */
const MAX_HEADER = 60
const MAX_BODY = 1024
/** For a template that has only a body. */
const MAX_BODY_ALONE = 32_768
/** What Meta refuses inside a parameter. */
const BROKEN = /[\n\r\t]| {5,}/
/** Components that a send may have once at most. */
const SINGLE = ['header', 'body', 'carousel', 'limited_time_offer']
/** Parameter types that a text accepts: Meta formats currencies and dates itself. */
const TEXTUAL = ['text', 'currency', 'date_time']
/** What each header format besides text needs, as a check and in words. */
const HEADERS: Record<string, { has: (value: Json | null) => boolean; needs: string }> = {
  image: { has: isFile, needs: 'an id or a link' },
  video: { has: isFile, needs: 'an id or a link' },
  document: { has: isFile, needs: 'an id or a link' },
  location: {
    has: (value) => isCoordinate(value?.latitude) && isCoordinate(value?.longitude),
    needs: 'latitude and longitude',
  },
  product: {
    has: (value) => isFilled(value?.product_retailer_id) && isFilled(value?.catalog_id),
    needs: 'its product_retailer_id and catalog_id',
  },
}

/**
 * [M1] Checks the components of a send against the template by Meta's rules: number and names of parameters, header
 * format, URL suffix of a button. Component types unknown here are left to Meta.
 * @param given as in the Cloud API's `template.components`
 * @returns what is wrong, as a sentence for the sender; null if nothing is
 */
export function checkTemplate(template: TemplateShape, given: unknown): string | null {
  return checkParts(template, template.components, records(given), '')
}

function checkParts(
  { parameterFormat }: Pick<TemplateShape, 'parameterFormat'>,
  components: readonly Json[],
  given: readonly Json[],
  where: string,
): string | null {
  const own = (type: string) => components.find((one) => lower(one.type) === type)
  const sent = (type: string) => given.filter((one) => lower(one.type) === type)
  for (const type of SINGLE)
    if (sent(type).length > 1) return `${where}There are two ${type} components.`
  const [header, body] = [sent('header')[0], sent('body')[0]]
  const isNamed = parameterFormat === 'named'
  const only = components.length === 1
  return (
    checkHeader(own('header'), header, isNamed, where) ??
    checkText(own('body'), parametersOf(body), {
      isNamed,
      what: `${where}The body`,
      max: only ? MAX_BODY_ALONE : MAX_BODY,
    }) ??
    checkButtons(own('buttons'), sent('button'), where) ??
    checkOffer(own('limited_time_offer'), sent('limited_time_offer')[0], where) ??
    checkCarousel(parameterFormat, own('carousel'), sent('carousel')[0])
  )
}

function checkHeader(
  own: Json | undefined,
  sent: Json | undefined,
  isNamed: boolean,
  where: string,
): string | null {
  const what = `${where}The header`
  const parameters = parametersOf(sent)
  const format = lower(own?.format)
  if (own === undefined || format === 'text')
    return checkText(own, parameters, { isNamed, what, max: MAX_HEADER })
  if (!Object.hasOwn(HEADERS, format)) return null
  const { has, needs } = HEADERS[format]!
  const [only, ...more] = parameters
  if (!only || more.length > 0 || lower(only.type) !== format)
    return `${what} needs one parameter of type ${format}.`
  return has(record(only[format])) ? null : `${what}'s ${format} needs ${needs}.`
}

function checkText(
  own: Json | undefined,
  given: readonly Json[],
  { isNamed, what, max }: { isNamed: boolean; what: string; max: number },
): string | null {
  const text = words(own?.text) ?? ''
  const wanted = placeholdersOf(text)
  if (wanted.length === 0 && given.length > 0)
    return own ? `${what} takes no parameters.` : `${what} is not part of this template.`
  const wrong = given.find((one) => !TEXTUAL.includes(lower(one.type)))
  if (wrong) return `${what} takes text, and not ${words(wrong.type) ?? 'that'}.`
  const names = isNamed ? given.map((one) => words(one.parameter_name) ?? '') : wanted
  const fault = isNamed ? namesFault(wanted, names, what) : countFault(wanted, given, what)
  if (fault !== null) return fault

  const values = new Map<string, string>()
  for (const [index, one] of given.entries()) {
    const value = shownValue(one)
    if (value === null || value.trim() === '')
      return `${what}'s parameter ${names[index]} is empty.`
    if (BROKEN.test(value))
      return `${what}'s parameter ${names[index]} has a line break, a tab or more than four spaces in a row.`
    values.set(names[index]!, value)
  }
  const filled = fillIn(text, values)
  return filled.length > max && given.length > 0
    ? `${what} has become ${filled.length} characters long, and may have ${max}.`
    : null
}

function countFault(wanted: readonly string[], given: readonly Json[], what: string) {
  if (given.some((one) => one.parameter_name !== undefined))
    return `${what}'s parameters are numbered, and not named.`
  return wanted.length === given.length
    ? null
    : `${what} needs ${counted(wanted.length)}, and ${given.length} ${given.length === 1 ? 'is' : 'are'} given.`
}

function namesFault(wanted: readonly string[], names: readonly string[], what: string) {
  if (names.includes('')) return `${what}'s parameters are named: each needs its parameter_name.`
  const missing = wanted.filter((name) => !names.includes(name))
  if (missing.length > 0) return `${what} needs ${missing.join(', ')} too.`
  const unknown = names.filter((name) => !wanted.includes(name))
  if (unknown.length > 0) return `${what} has no parameter ${unknown[0]}.`
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  return twice === undefined ? null : `${what}'s parameter ${twice} is given twice.`
}

/** The text that replaces a placeholder. Meta formats currencies and dates itself; their fallback has about that length. */
function shownValue(one: Json): string | null {
  const type = lower(one.type)
  return words(type === 'text' ? one.text : record(one[type])?.fallback_value)
}

function checkOffer(own: Json | undefined, sent: Json | undefined, where: string): string | null {
  if (!own) return sent ? `${where}This template has no limited-time offer.` : null
  if (record(own.limited_time_offer)?.has_expiration !== true) return null
  const offer = record(parametersOf(sent)[0]?.limited_time_offer)
  return Number.isFinite(Number(offer?.expiration_time_ms ?? Number.NaN))
    ? null
    : `${where}The limited-time offer needs expiration_time_ms.`
}

function checkCarousel(
  parameterFormat: TemplateShape['parameterFormat'],
  own: Json | undefined,
  sent: Json | undefined,
): string | null {
  if (!own) return sent ? 'This template has no carousel.' : null
  const cards = records(own.cards)
  const given = records(sent?.cards)
  const fits = isOfProducts(cards) ? given.length > 0 : given.length === cards.length
  if (!fits)
    return `The carousel needs its ${cards.length} cards, and ${given.length} ${given.length === 1 ? 'is' : 'are'} given.`
  for (const index of given.keys()) {
    const one = given.find(({ card_index }) => Number(card_index) === index)
    if (!one) return `The carousel's card ${index} is missing.`
    const parts = records((cards[index] ?? cards[0])?.components)
    const fault = checkParts({ parameterFormat }, parts, records(one.components), `Card ${index}: `)
    if (fault !== null) return fault
  }
  return null
}

/** A product carousel has one card as a pattern, and a send decides how many cards there are. */
const isOfProducts = (cards: readonly Json[]) =>
  cards.some(({ components }) =>
    records(components).some(
      ({ type, format }) => lower(type) === 'header' && lower(format) === 'product',
    ),
  )

const parametersOf = (component: Json | undefined) => records(component?.parameters)
const isFilled = (value: unknown) => typeof value === 'string' && value.trim() !== ''
const isCoordinate = (value: unknown) =>
  (typeof value === 'number' || isFilled(value)) && Number.isFinite(Number(value))
function isFile(value: Json | null): boolean {
  return isFilled(value?.id) || isFilled(value?.link)
}
const counted = (n: number) => (n === 1 ? '1 parameter' : `${n} parameters`)

/**
 * The body as the customer reads it. Expects components that have passed checkTemplate.
 * @returns null if the template has no body
 */
export function templateText(template: TemplateShape, given: unknown): string | null {
  const text = words(template.components.find((one) => lower(one.type) === 'body')?.text)
  if (text === null) return null
  const names = placeholdersOf(text)
  const parameters = parametersOf(records(given).find((one) => lower(one.type) === 'body'))
  const values = parameters.map((one, index): [string, string] => [
    words(one.parameter_name) ?? names[index] ?? '',
    shownValue(one) ?? '',
  ])
  return fillIn(text, new Map(values))
}
