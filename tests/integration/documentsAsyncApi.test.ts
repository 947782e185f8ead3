import { afterAll, expect, test } from 'bun:test'
import asyncApiSpecs from '@asyncapi/specs'
import Ajv, { type AnySchema } from 'ajv'
import { clientEvents, serverEvents } from '../../src/protocol/events.ts'
import { connect } from '../helpers/client.ts'
import { deliver } from '../helpers/server.ts'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'
import { openDocuments } from './documentsWorld.ts'

const { server, read } = await openDocuments()
afterAll(() => server.stop())

test('the AsyncAPI document is valid AsyncAPI 3.0, and names every event', async () => {
  const document = await read('/asyncapi.json')
  const ajv = new Ajv({ strict: false, validateFormats: false })
  const validate = ajv.compile(asyncApiSpecs.schemasWithoutId['3.0.0'] as unknown as AnySchema)
  validate(document)
  expect(validate.errors ?? []).toEqual([])
  const names = (action: string) =>
    Object.values(
      document.operations as Record<string, { action: string; messages: { $ref: string }[] }>,
    )
      .filter((operation) => operation.action === action)
      .flatMap(({ messages }) => messages)
      .map(({ $ref }) => document.components.messages[$ref.split('/').at(-1)!].name)
  expect(names('send')).toEqual(Object.keys(serverEvents))
  expect(names('receive')).toEqual(Object.keys(clientEvents))
})

test('the AsyncAPI document has what the acknowledgement of each client event says, and nothing else', async () => {
  const { operations, components } = (await read('/asyncapi.json')) as {
    operations: Record<string, { reply: { messages: { $ref: string }[] } }>
    components: { messages: Record<string, { payload: object }> }
  }
  const ajv = new Ajv({ strict: false, validateFormats: false })
  const fits = (event: string, ack: object) => {
    const { reply } = operations[`receive.${event}`]!
    const key = reply.messages[0]!.$ref.split('/').at(-1)!
    return ajv.validate({ components, ...components.messages[key]!.payload }, ack)
  }
  const { token } = server.admin
  const client = await connect(server.url, { token })
  await deliver(server.url, webhook(textMessage(newPhone(), 'Halo')))
  const { room_id } = await client.event('new_room_complete')
  const client_message_id = 'said'
  const asked: [key: string, event: string, payload: object][] = [
    ['room.join', 'room:join', { room_id }],
    ['room.read', 'room:read', { room_id }],
    ['typing_indicator.sent', 'typing_indicator', { room_id, is_typing: true }],
    ['message.send', 'message:send', { room_id, text: 'Halo', client_message_id }],
    ['send_message', 'send_message', { room_id, text: 'Halo', client_message_id }],
    ['room.leave', 'room:leave', { room_id }],
    ['join_chat', 'join_chat', { chat_id: room_id }],
    ['join_chat_customer', 'join_chat_customer', { chat_id: room_id }],
    ['leave_chat', 'leave_chat', { chat_id: room_id }],
    ['join_room', 'join_room', { room: 'dashboard' }],
    ['leave_room', 'leave_room', { room_id }],
    ['session.renew', 'session:renew', { token }],
  ]
  expect(asked.map(([, event]) => event).sort()).toEqual(Object.keys(clientEvents).sort())
  for (const [key, event, payload] of asked) {
    const ack = await client.emit(event, payload)
    expect([event, ack.status, fits(key, ack)]).toEqual([event, 1, true])
    expect([event, fits(key, { status: 1 })]).toEqual([event, false])
    expect([event, fits(key, await client.emit(event, {}))]).toEqual([event, true])
  }
  client.close()
})

test('every reference in the AsyncAPI document leads somewhere', async () => {
  const document = await read('/asyncapi.json')
  const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#([^"]+)"/g)].map(([, ref]) => ref!)
  const found = (ref: string) =>
    ref
      .split('/')
      .slice(1)
      .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document)
  expect(refs.filter((ref) => found(ref) === undefined)).toEqual([])
  expect(refs.length).toBeGreaterThan(50)
})
