import type { InteractiveContent } from '../../protocol/cloudApiInteractive.ts'
import type { ChatMessage, ChatOption } from '../../protocol/simulator.ts'
import { checkLengths, checkParameters } from '../templates/check.ts'
import type { SimulatedTemplate } from '../templates/library.ts'
import { renderTemplate } from '../templates/render.ts'
import type { World } from '../world.ts'
import type { ParsedMessage } from './parseMessage.ts'
import { GraphRefusal } from './refusal.ts'

/** A message as the customer's phone shows it, without id, time and ticks. */
export type Entry = Pick<
  ChatMessage,
  'type' | 'header' | 'text' | 'footer' | 'media' | 'content' | 'options'
> & {
  /** Pricing category: `service`, or the template's. */
  category: string
  /** Error code found after accepting the message, as Meta does with files. */
  failsLater?: number
}

const PLAIN = {
  header: null,
  text: null,
  footer: null,
  media: null,
  options: [] as ChatOption[],
  category: 'service',
}

/** The age up to which a message can get a reaction (facts sheet, section 6). */
const REACTABLE_MS = 30 * 86_400_000

type FileRef = { id?: string | undefined; link?: string | undefined; filename?: string | undefined }

/** @throws GraphRefusal for files and templates that are missing or don't match the message */
export function chatEntry(world: World, { type, part }: ParsedMessage, byPhone: boolean): Entry {
  const entry = { ...PLAIN, type, content: part as unknown }
  switch (type) {
    case 'text':
      return { ...entry, text: part.body }
    case 'image':
    case 'video':
    case 'document':
    case 'audio':
    case 'sticker': {
      const text = 'caption' in part ? (part.caption ?? null) : null
      return { ...entry, text, ...fileOf(world, type, part) }
    }
    case 'interactive':
      return {
        ...entry,
        header:
          part.type !== 'location_request_message' && 'header' in part
            ? headerText(part.header)
            : null,
        text: part.body.text,
        footer: 'footer' in part ? (part.footer?.text ?? null) : null,
        ...('header' in part && part.header && part.header.type !== 'text'
          ? fileOf(world, part.header.type, headerFile(part.header))
          : {}),
        options: optionsOf(part),
      }
    case 'template': {
      const template = findTemplate(world, part.name, part.language.code)
      if (template.category === 'AUTHENTICATION' && !byPhone) throw new GraphRefusal(131062)
      checkParameters(template, part.components)
      const { file, ...rendered } = renderTemplate(template, part.components)
      checkLengths(template, rendered)
      return {
        ...entry,
        ...rendered,
        ...(file && fileOf(world, file.kind, file)),
        category: template.category.toLowerCase(),
      }
    }
    case 'reaction': {
      const target = world.chats.find(part.message_id)
      if (target && world.now() - Date.parse(target.at) > REACTABLE_MS)
        throw new GraphRefusal(131009, { details: 'The message is over 30 days old.' })
      return entry
    }
    default:
      return entry
  }
}

type Header = NonNullable<(InteractiveContent & { type: 'button' })['header']>

const headerText = (header: Header | undefined) => (header?.type === 'text' ? header.text : null)

function headerFile(header: Exclude<Header, { type: 'text' }>): FileRef {
  if (header.type === 'image') return header.image
  return header.type === 'video' ? header.video : header.document
}

function optionsOf(interactive: InteractiveContent): ChatOption[] {
  const option = (
    kind: ChatOption['kind'],
    id: string,
    title: string,
    url: string | null = null,
  ): ChatOption => ({ id, title, kind, url })
  switch (interactive.type) {
    case 'button':
      return interactive.action.buttons.map(({ reply }) => option('reply', reply.id, reply.title))
    case 'list':
      return interactive.action.sections.flatMap(({ rows }) =>
        rows.map(({ id, title }) => option('row', id, title)),
      )
    case 'cta_url': {
      const { display_text, url } = interactive.action.parameters
      return [option('url', display_text, display_text, url)]
    }
    case 'flow':
      return [option('flow', 'flow', interactive.action.parameters.flow_cta)]
    case 'location_request_message':
      return [option('location', 'send_location', 'Send location')]
    case 'request_contact_info':
      return [option('contact', 'request_contact_info', 'Share phone number')]
  }
}

function findTemplate(world: World, name: string, language: string): SimulatedTemplate {
  const template = world.templates.find((one) => one.name === name && one.language === language)
  if (template?.status === 'PAUSED') throw new GraphRefusal(132015)
  if (template?.status === 'DISABLED') throw new GraphRefusal(132016)
  if (template?.status === 'APPROVED') return template
  throw new GraphRefusal(132001, {
    details: `template name (${name}) does not exist in ${language}`,
  })
}

/** Media types that Meta accepts for each kind (facts sheet, section 6). */
const KINDS: Record<string, RegExp> = {
  image: /^image\/(jpeg|png)$/,
  video: /^video\/(mp4|3gpp?)$/,
  audio: /^audio\/(aac|amr|mpeg|mp4|ogg)\b/,
  sticker: /^image\/webp$/,
  document: /./,
}

function fileOf(
  world: World,
  kind: string,
  ref: FileRef,
): Pick<Entry, 'media'> & { failsLater?: number } {
  if (ref.id === undefined) {
    const url = ref.link ?? ''
    const filename = ref.filename ?? null
    return { media: { kind, mime_type: 'application/octet-stream', filename, size: 0, url } }
  }
  const file = world.files.find(ref.id)
  if (!file) {
    throw new GraphRefusal(100, {
      message: `Param ${kind}['id'] is not a valid whatsapp business account media attachment ID`,
    })
  }
  return {
    media: {
      kind,
      mime_type: file.mime,
      filename: ref.filename ?? file.filename,
      size: file.bytes.length,
      url: `${world.url()}/files/${file.id}`,
    },
    ...(!KINDS[kind]?.test(file.mime) && { failsLater: 131053 }),
  }
}
