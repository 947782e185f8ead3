import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  setDefaultTimeout,
  test,
} from 'bun:test'
import { connect } from '../helpers/client.ts'
import { newPhone, newWamid, PHONE_NUMBER_ID } from '../helpers/webhooks.ts'
import { openSending, type SendingWorld } from './sendingWorld.ts'
import { from, text } from './webhookWorld.ts'

setDefaultTimeout(60_000)

let world: SendingWorld
beforeAll(async () => {
  world = await openSending()
})
beforeEach(async () => {
  await world.sql`update channels set send_read_receipts = true, send_typing = true`
})
afterAll(() => world.end())

const read = (roomId: string, { token } = world.supervisor) =>
  world.server.api('POST', `/rooms/${roomId}/read`, { token })
const receiptsOf = (wamid: string) =>
  world.meta.reads.filter(({ message_id }) => message_id === wamid)
const typing = async (roomId: string) => {
  const client = await connect(world.server.url, { token: world.supervisor.token })
  await client.emit('room:join', { room_id: roomId })
  for (const is_typing of [true, false, true])
    expect(await client.emit('typing_indicator', { room_id: roomId, is_typing })).toMatchObject({
      status: 1,
    })
  client.close()
}
/**
 * What was to be told of before has had its time: a receipt that was caused later is there. By another number, so that
 * the settings of ours stay what they are meanwhile.
 */
async function somethingElseIsTold() {
  const room = await world.newRoom(undefined, undefined, '900')
  await read(room.id)
  await world.meta.until(() => receiptsOf(room.wamid).length === 1, 'a receipt')
}

describe('that an agent has read', () => {
  test('is shown to the customer, for the latest message, once', async () => {
    const room = await world.newRoom()
    expect((await read(room.id)).status).toBe(200)
    await world.meta.until(() => receiptsOf(room.wamid).length === 1, 'a receipt')
    expect(receiptsOf(room.wamid)).toEqual([
      { messaging_product: 'whatsapp', status: 'read', message_id: room.wamid },
    ])
    await read(room.id)
    await somethingElseIsTold()
    expect(receiptsOf(room.wamid)).toHaveLength(1)
  })

  test('is not shown when a supervisor only looks, nor if the channel sends no read receipts', async () => {
    const room = await world.newRoom()
    const agent = await world.server.person('agent')
    await world.server.api('POST', `/rooms/${room.id}/assign`, {
      token: world.supervisor.token,
      body: { agent_id: agent.id },
    })
    await read(room.id)
    await somethingElseIsTold()
    expect(receiptsOf(room.wamid)).toEqual([])
    await world.sql`update channels set send_read_receipts = false where phone_number_id = ${PHONE_NUMBER_ID}`
    await read(room.id, agent)
    await somethingElseIsTold()
    expect(receiptsOf(room.wamid)).toEqual([])
  })
})

describe('[C3] what the customer wrote in a group', () => {
  test('is no place to show that an agent reads or types: that is shown for what was written to us', async () => {
    const inGroup = { ...text('Siapa yang bisa?'), group_id: 'HBgLMTY1MDU1NTEyMzQVAgASGAs' }
    const phone = newPhone()
    const [room, later, only] = [await world.newRoom({ phone }), newWamid(), newWamid()]
    await world.take(from({ phone }, inGroup, { wamid: later }))
    await read(room.id)
    await world.meta.until(() => receiptsOf(room.wamid).length === 1, 'a receipt')
    await typing(room.id)
    await world.meta.until(() => receiptsOf(room.wamid).length === 2, 'typing')
    await world.take(from({ phone: newPhone() }, inGroup, { wamid: only }))
    const elsewhere = await world.roomOf(only)
    await typing(elsewhere)
    await read(elsewhere)
    await somethingElseIsTold()
    for (const wamid of [later, only]) expect(receiptsOf(wamid)).toEqual([])
  })
})

describe('that an agent types', () => {
  test('is shown to the customer, once while it lasts, and again after an answer', async () => {
    const room = await world.newRoom()
    await typing(room.id)
    await world.meta.until(() => receiptsOf(room.wamid).length === 1, 'typing')
    expect(receiptsOf(room.wamid)).toEqual([
      {
        messaging_product: 'whatsapp',
        status: 'read',
        message_id: room.wamid,
        typing_indicator: { type: 'text' },
      },
    ])
    const { id } = await world.say(room.id, 'answer')
    await world.status(id, 'sent')
    await typing(room.id)
    await world.meta.until(() => receiptsOf(room.wamid).length === 2, 'typing again')
  })

  test('is not shown if the channel sends no typing indicators or read receipts, nor outside the window', async () => {
    const [one, two] = [await world.newRoom(), await world.newRoom()]
    const late = await world.newRoom(undefined, Date.now() - 25 * 3_600_000)
    await typing(late.id)
    await somethingElseIsTold()
    await world.sql`update channels set send_typing = false where phone_number_id = ${PHONE_NUMBER_ID}`
    await typing(one.id)
    await somethingElseIsTold()
    await world.sql`
      update channels set send_typing = true, send_read_receipts = false where phone_number_id = ${PHONE_NUMBER_ID}`
    await typing(two.id)
    await somethingElseIsTold()
    for (const { wamid } of [late, one, two]) expect(receiptsOf(wamid)).toEqual([])
  })
})
