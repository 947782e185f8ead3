import { AppError } from '../protocol/errors.ts'
import type { CustomerMessage } from '../protocol/simulator.ts'
import type { StoredFile } from './files.ts'
import type { OurNumber } from './numbers.ts'
import type { Person } from './people.ts'
import { pressed } from './press.ts'
import type { World } from './world.ts'

type Json = Record<string, unknown>
type Of<T extends CustomerMessage['type']> = CustomerMessage & { type: T }

/** The message's type and content, in Meta's format (facts sheet, section 2). */
export function partOf(
  world: World,
  number: OurNumber,
  person: Person,
  said: CustomerMessage,
): Json {
  switch (said.type) {
    case 'text':
      return { type: 'text', text: { body: said.text } }
    case 'image':
    case 'video':
    case 'document':
    case 'audio':
    case 'sticker':
      return { type: said.type, [said.type]: filePart(world, number, said) }
    case 'location':
      return { type: 'location', location: said.location }
    case 'contacts':
      return { type: 'contacts', contacts: said.contacts }
    case 'reaction': {
      const { message_id, emoji } = said.reaction
      return { type: 'reaction', reaction: { message_id, ...(emoji !== '' && { emoji }) } }
    }
    case 'press':
      return pressed(world.chats.find(said.message_id), said.option, person)
    case 'edit':
      return {
        type: 'edit',
        edit: {
          original_message_id: said.message_id,
          message: { type: 'text', text: { body: said.text } },
        },
      }
    case 'revoke':
      return { type: 'revoke', revoke: { original_message_id: said.message_id } }
    case 'unsupported':
      return {
        type: 'unsupported',
        errors: [
          {
            code: 131051,
            title: 'Message type unknown',
            message: 'Message type unknown',
            error_data: { details: 'Message type is currently not supported.' },
          },
        ],
        unsupported: { type: 'poll_creation' },
      }
    case 'raw':
      return { type: 'text', ...said.message }
  }
}

type WithFile = Of<'image'> | Of<'video'> | Of<'document'> | Of<'audio'> | Of<'sticker'>

function filePart(world: World, number: OurNumber, said: WithFile): Json {
  const file = fileOf(world, said.media_id)
  file.phoneNumberId = number.id
  const filename = said.type === 'document' ? (said.filename ?? file.filename) : null
  return {
    id: file.id,
    mime_type: file.mime,
    sha256: file.sha256.toString('base64'),
    url: `${world.url()}/graph/files/${file.id}/${world.files.link(file)}`,
    ...('caption' in said && said.caption !== undefined && { caption: said.caption }),
    ...(filename && { filename }),
    ...(said.type === 'audio' && { voice: said.voice ?? false }),
    ...(said.type === 'sticker' && { animated: false }),
  }
}

function fileOf(world: World, id: string): StoredFile {
  const file = world.files.find(id)
  if (!file) throw new AppError('not_found', 'There is no such file: upload it first.')
  return file
}
