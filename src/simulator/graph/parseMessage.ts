import { z } from 'zod'
import {
  caption,
  contactsContent,
  locationContent,
  reactionContent,
  textContent,
} from '../../protocol/cloudApi.ts'
import { interactiveContent } from '../../protocol/cloudApiInteractive.ts'
import { templateContent } from '../../protocol/cloudApiTemplate.ts'
import type { OurNumber } from '../numbers.ts'
import type { Person } from '../people.ts'
import type { World } from '../world.ts'
import { GraphRefusal } from './refusal.ts'

const file = z.union([
  z.strictObject({
    id: z.string().min(1),
    caption: caption.optional(),
    filename: z.string().optional(),
  }),
  z.strictObject({ link: z.url(), caption: caption.optional(), filename: z.string().optional() }),
])

/** The content of each type, which is under the type's name. */
const PARTS = {
  text: textContent,
  image: file,
  video: file,
  document: file,
  audio: z.union([
    z.strictObject({ id: z.string().min(1), voice: z.boolean().optional() }),
    z.strictObject({ link: z.url(), voice: z.boolean().optional() }),
  ]),
  sticker: z.union([z.strictObject({ id: z.string().min(1) }), z.strictObject({ link: z.url() })]),
  location: locationContent,
  contacts: contactsContent,
  interactive: interactiveContent,
  template: templateContent,
  reaction: reactionContent,
} as const

type Parts = { [K in keyof typeof PARTS]: z.infer<(typeof PARTS)[K]> }
export type ParsedMessage = { [K in keyof Parts]: { type: K; part: Parts[K] } }[keyof Parts]

/**
 * Parses the message of a request.
 * @throws GraphRefusal with Meta's codes if it is malformed
 */
export function parseMessage(body: Record<string, unknown>): ParsedMessage {
  const { type = 'text' } = body
  if (!isType(type))
    throw new GraphRefusal(131051, { details: `Message type ${String(type)} is not supported.` })
  const parsed = PARTS[type].safeParse(fromText(body[type]))
  if (parsed.success) return { type, part: parsed.data } as ParsedMessage
  throw refusalOf(type, parsed.error)
}

/** The Graph API also accepts a structured parameter as JSON text, which some clients send. */
function fromText(part: unknown): unknown {
  if (typeof part !== 'string') return part
  try {
    return JSON.parse(part)
  } catch {
    return part
  }
}

const isType = (type: unknown): type is keyof typeof PARTS =>
  typeof type === 'string' && Object.hasOwn(PARTS, type)

function refusalOf(type: string, error: z.ZodError): GraphRefusal {
  const issue = deepest(error.issues[0]!)
  const at = [type, ...issue.path.map(String)].join('.')
  if (issue.code === 'unrecognized_keys') {
    return new GraphRefusal(100, { message: `Unexpected key "${issue.keys[0]}" on param "${at}".` })
  }
  if (issue.code === 'invalid_type' && issue.input === undefined) {
    return new GraphRefusal(131008, { details: `The parameter ${at} is required.` })
  }
  return new GraphRefusal(131009, { details: `The parameter ${at}: ${issue.message}` })
}

/** In a union every member fails: reports the one that got furthest. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue
  const [first] = issue.errors
    .map((member) => member[0])
    .filter((one) => one !== undefined)
    .sort((a, b) => b.path.length - a.path.length)
  if (!first) return issue
  return deepest({ ...first, path: [...issue.path, ...first.path] })
}

/** The recipient. `to` wins over `recipient`; a user id is only accepted in `recipient` (facts sheet, section 5). */
export function addressee(
  world: World,
  number: OurNumber,
  { to, recipient }: Record<string, unknown>,
): { person: Person; input: string; byPhone: boolean } {
  if (typeof to === 'string' && to !== '') {
    const phone = to.replace(/[\s()-]/g, '').replace(/^\+/, '')
    if (!/^\d{5,20}$/.test(phone)) {
      throw new GraphRefusal(131009, { details: `The parameter to is not a phone number: ${to}` })
    }
    if (phone === number.displayPhoneNumber) throw new GraphRefusal(131021)
    return { person: world.people.reach({ phone }), input: to, byPhone: true }
  }
  if (typeof recipient === 'string' && recipient !== '') {
    if (!/^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/.test(recipient)) {
      throw new GraphRefusal(131009, { details: 'The parameter recipient is not a user id.' })
    }
    return {
      person: world.people.reach({ bsuid: recipient }),
      input: recipient,
      byPhone: false,
    }
  }
  throw new GraphRefusal(131008, { details: 'The parameter to or recipient is required.' })
}
