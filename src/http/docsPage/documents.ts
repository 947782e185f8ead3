type Json = Record<string, unknown>
type Operation = {
  tags?: string[]
  summary?: string
  security?: unknown[]
  parameters?: Json[]
  requestBody?: { content: Record<string, { schema: Json }> }
  responses: Record<string, { description: string; content?: Record<string, { schema: Json }> }>
}
export type OpenApi = { paths: Record<string, Record<string, Operation>> }
type Message = { name: string; summary: string; tags?: { name: string }[]; payload: Json }
export type AsyncApi = {
  operations: Record<string, { action: 'send' | 'receive'; messages: { $ref: string }[] }>
  components: { messages: Record<string, Message> }
}

/** Creates an element with text or elements as children. Text is never interpreted as markup. */
export function element(
  name: string,
  attributes: Record<string, string>,
  ...content: (Node | string)[]
): HTMLElement {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...content)
  return made
}

export const shown = (value: unknown) => element('pre', {}, JSON.stringify(value, null, 2))

/** The routes grouped by tag, each with its parameters, body and answers. */
export function routeList({ paths }: OpenApi): HTMLElement[] {
  const groups = new Map<string, HTMLElement[]>()
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags?.[0] ?? 'other'
      groups.set(tag, [...(groups.get(tag) ?? []), route(method, path, operation)])
    }
  }
  return [...groups].map(([tag, routes]) =>
    element('div', { class: 'group' }, element('h3', {}, tag), ...routes),
  )
}

function route(method: string, path: string, operation: Operation): HTMLElement {
  const { summary = '', parameters, requestBody, responses, security } = operation
  const parts: HTMLElement[] = []
  const part = (title: string, value: unknown) => parts.push(element('h4', {}, title), shown(value))
  if (security) parts.push(element('h4', {}, 'Authorization: Bearer <access token>'))
  if (parameters?.length) part('Parameters', parameters)
  for (const [type, { schema }] of Object.entries(requestBody?.content ?? {})) {
    part(`Body (${type})`, schema)
  }
  for (const [status, { description, content }] of Object.entries(responses)) {
    const [schema] = Object.values(content ?? {})
    if (schema && Number(status) < 300) part(`${status} ${description}`, schema.schema)
    else parts.push(element('h4', {}, `${status} ${description}`))
  }
  return entry(method.toUpperCase(), path, summary, parts)
}

/** The events that the server sends, then those that it accepts. */
export function eventList({ operations, components }: AsyncApi): HTMLElement[] {
  const groups = { send: [] as HTMLElement[], receive: [] as HTMLElement[] }
  for (const { action, messages } of Object.values(operations)) {
    for (const { $ref } of messages) {
      const message = components.messages[$ref.split('/').at(-1) ?? '']
      if (!message) continue
      const kind = message.tags?.[0]?.name ?? ''
      groups[action].push(entry(kind, message.name, message.summary, [shown(message.payload)]))
    }
  }
  return [
    element('div', { class: 'group' }, element('h3', {}, 'Server to client'), ...groups.send),
    element('div', { class: 'group' }, element('h3', {}, 'Client to server'), ...groups.receive),
  ]
}

/** The names of the events that a client may send. */
export const clientEventNames = ({ operations, components }: AsyncApi): string[] =>
  Object.values(operations)
    .filter(({ action }) => action === 'receive')
    .flatMap(({ messages }) => messages.map(({ $ref }) => $ref.split('/').at(-1) ?? ''))
    .flatMap((key) => components.messages[key]?.name ?? [])

function entry(kind: string, name: string, summary: string, parts: HTMLElement[]): HTMLElement {
  const title = element(
    'summary',
    {},
    element('span', { class: 'kind' }, kind),
    element('code', {}, name),
    element('span', {}, summary),
  )
  return element(
    'details',
    { 'data-entry': `${kind} ${name} ${summary}`.toLowerCase() },
    title,
    ...parts,
  )
}
