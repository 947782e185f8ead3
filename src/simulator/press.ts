import { AppError } from '../protocol/errors.ts'
import type { ChatMessage, ChatOption } from '../protocol/simulator.ts'
import type { Person } from './people.ts'

type Json = Record<string, unknown>

/** Monas, Jakarta. */
const HERE = { latitude: -6.175392, longitude: 106.827153 }

/**
 * The message that Meta sends when a customer presses a button or chooses a list row of one of our messages.
 * @throws AppError `not_found` for an unknown option, `unprocessable` for one that Meta does not report
 */
export function pressed(message: ChatMessage | undefined, optionId: string, person: Person): Json {
  const option = message?.options.find(({ id }) => id === optionId)
  if (!message || !option) throw new AppError('not_found', 'There is no such button.')
  switch (option.kind) {
    case 'reply':
      return message.type === 'template'
        ? { type: 'button', button: { payload: option.id, text: option.title } }
        : interactive('button_reply', { id: option.id, title: option.title })
    case 'row':
      return interactive('list_reply', { id: option.id, ...rowOf(message, option) })
    case 'flow':
      return interactive('nfm_reply', {
        name: 'flow',
        body: 'Sent',
        response_json: JSON.stringify({ flow_token: flowToken(message) }),
      })
    case 'location':
      return { type: 'location', location: HERE }
    case 'contact':
      return {
        type: 'contacts',
        contacts: [
          {
            name: { formatted_name: person.name ?? person.username ?? person.phone },
            phones: [{ phone: `+${person.phone}`, wa_id: person.phone, type: 'MOBILE' }],
            origin: 'contact_request',
          },
        ],
      }
    case 'url':
    case 'code':
      throw new AppError('unprocessable', 'That happens on the phone: Meta tells nothing of it.')
  }
}

const interactive = (type: string, part: Json) => ({
  type: 'interactive',
  interactive: { type, [type]: part },
})

type Sections = { sections?: { rows: { id: string; title: string; description?: string }[] }[] }

function rowOf({ content }: ChatMessage, { id, title }: ChatOption): Json {
  const { sections = [] } = (content as { action: Sections }).action
  const row = sections.flatMap(({ rows }) => rows).find((one) => one.id === id)
  return { title, ...(row?.description !== undefined && { description: row.description }) }
}

function flowToken({ content }: ChatMessage): string {
  const { parameters } = (content as { action: { parameters?: { flow_token?: string } } }).action
  // Meta's default for a flow that was sent without a token (facts sheet, section 6).
  return parameters?.flow_token ?? 'unused'
}
