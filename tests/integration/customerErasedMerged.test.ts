import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openCustomerData } from './customerWorld.ts'

setDefaultTimeout(60_000)

const { world, asAdmin, openCustomer, tablesWith, stop } = await openCustomerData()
afterAll(stop)

const staff = (method: string, path: string, body: unknown) =>
  world.server.api(method, path, { token: world.server.admin.token, body })
const merge = (from: { roomId: string }, into: { roomId: string }) =>
  staff('POST', `/rooms/${from.roomId}/merge`, { room_id: into.roomId })

test('of a customer whose rooms were merged, nothing is left in the rooms that went, nor in their leads', async () => {
  const customers = [await openCustomer(), await openCustomer(), await openCustomer()] as const
  const [first, second, third] = customers
  expect((await merge(third, second)).status).toBe(200)
  expect((await merge(second, first)).body.data.room_id).toBe(first.roomId)
  const erased = await asAdmin('DELETE', `/contacts/${first.contactId}?include_lead=true`)
  expect(erased.body.data).toMatchObject({ rooms: 1, messages: 9, leads: 3 })
  for (const { secret, who } of customers)
    for (const word of [secret, who.phone, who.bsuid]) expect(await tablesWith(word)).toEqual([])
})

test('the lead of a room that went is kept once it is about somebody else', async () => {
  const [first, second] = [await openCustomer(), await openCustomer()]
  expect((await merge(second, first)).status).toBe(200)
  const now = { name: 'Orang lain', phone: '628120000001' }
  expect((await staff('PATCH', `/leads/${second.leadId}`, now)).status).toBe(200)
  const erased = await asAdmin('DELETE', `/contacts/${first.contactId}?include_lead=true`)
  expect(erased.body.data).toMatchObject({ rooms: 1, leads: 1 })
  expect(await tablesWith(second.secret)).toEqual([])
  expect(await tablesWith(now.phone)).toEqual(['leads'])
})
