import { z } from 'zod'
import { EVENT_NOTES } from './asyncapiNotes.ts'
import { ackFields, type ClientEvent, clientEvents, handshakeAuth, serverEvents } from './events.ts'

type Json = Record<string, unknown>

const refused = z.strictObject({
  status: z.literal(0),
  code: z.string(),
  message: z.string(),
  details: z.unknown().optional(),
})

/** The Socket.IO events as an AsyncAPI 3.0 document, generated from the schemas that validate them. */
export function asyncApi() {
  const schemas: Record<string, Json> = {}
  const messages: Record<string, Json> = {}
  const operations: Record<string, Json> = {}

  /** Converts a schema to JSON Schema. Parts with an id become components. */
  const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
    const { $schema: _version, definitions, ...whole } = plain(schema, io)
    for (const [id, part] of Object.entries((definitions ?? {}) as Record<string, Json>)) {
      schemas[id] ??= part
    }
    const { id } = (schema.meta() ?? {}) as { id?: string }
    if (id === undefined) return whole
    const { id: _id, $id: _uri, ...part } = whole
    schemas[id] ??= part
    return { $ref: `#/components/schemas/${id}` }
  }
  const operation = (name: string, action: 'send' | 'receive', message: Json, more: Json = {}) => {
    const key = keyOf(name)
    messages[key] = { name, title: name, summary: EVENT_NOTES[name] ?? name, ...message }
    operations[`${action}.${key}`] = {
      action,
      channel: { $ref: '#/channels/socket' },
      messages: [{ $ref: `#/channels/socket/messages/${key}` }],
      ...more,
    }
  }

  for (const [name, { durable, payload }] of Object.entries(serverEvents)) {
    const tags = [{ name: durable ? 'durable' : 'ephemeral' }]
    operation(name, 'send', { tags, payload: schemaOf(payload, 'output') })
  }
  for (const [name, payload] of Object.entries(clientEvents)) {
    const twin = name in serverEvents
    const message = { tags: [{ name: 'acknowledged' }], payload: schemaOf(payload, 'input') }
    const answer = `${keyOf(name)}.acknowledgement`
    const fields: z.ZodRawShape = ackFields[name as ClientEvent]
    const accepted = z.strictObject({ status: z.literal(1), ...fields })
    messages[answer] = {
      name: `${name} (acknowledgement)`,
      summary: `The answer to the callback of \`${name}\``,
      payload: { oneOf: [schemaOf(accepted, 'output'), schemaOf(refused, 'output')] },
    }
    const whole = { ...message, name }
    operation(twin ? `${name} (sent)` : name, 'receive', whole, repliedBy(answer))
  }
  schemas.Handshake = schemaOf(handshakeAuth, 'input')

  return {
    asyncapi: '3.0.0',
    info: {
      title: 'ruang',
      version: '1',
      description:
        'Socket.IO on `/socket.io/`, handshake `auth` as in the schema `Handshake`. A durable event carries `event_id`, which strictly increases on a socket. Connect with the last one as `last_event_id`, and with the `epoch` of `session_ready`: what was missed comes before `session_ready`, or `resync_required` says that it is too late for that.',
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    servers: {
      here: {
        host: '{host}',
        pathname: '/socket.io/',
        protocol: 'ws',
        protocolVersion: 'socket.io 4',
        variables: { host: { default: 'localhost:8080', description: 'Where this server is' } },
        security: [{ $ref: '#/components/securitySchemes/token' }],
      },
    },
    channels: {
      socket: {
        address: '/',
        description: 'One connection; the event name is the name of the message.',
        messages: Object.fromEntries(
          Object.keys(messages).map((key) => [key, { $ref: `#/components/messages/${key}` }]),
        ),
      },
    },
    operations,
    components: {
      schemas,
      messages,
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The access token of `POST /auth/login`, as `auth.token` of the handshake',
        },
      },
    },
  }
}

const repliedBy = (answer: string) => ({
  reply: {
    channel: { $ref: '#/channels/socket' },
    messages: [{ $ref: `#/channels/socket/messages/${answer}` }],
  },
})

/** Replaces characters that AsyncAPI does not allow in names of components. */
const keyOf = (name: string) => name.replace(/[^\w.-]+/g, '.').replace(/\.$/, '')

function plain(schema: z.ZodType, io: 'input' | 'output'): Json {
  const made = z.toJSONSchema(schema, {
    target: 'draft-7',
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // Redundant: `format` says the same.
      if (jsonSchema.format === 'uuid' || jsonSchema.format === 'date-time') {
        delete jsonSchema.pattern
      }
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
    },
  })
  return JSON.parse(
    JSON.stringify(made).replaceAll('"#/definitions/', '"#/components/schemas/'),
  ) as Json
}
