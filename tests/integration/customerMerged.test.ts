import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { exportCustomer } from '../../src/actions/exportCustomer.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { openCustomerData } from './customerWorld.ts'
import { from } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const { world, asAdmin, find, openCustomer, tablesWith, stop } = await openCustomerData()
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

test('what is given out of a customer whose rooms were merged has the leads of all of them', async () => {
  const [first, second] = [await openCustomer(), await openCustomer()]
  expect((await merge(second, first)).status).toBe(200)
  const answer = await world.get(`/contacts/${first.contactId}/export`, world.server.admin)
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
  const { leads } = (await answer.json()) as any
  expect(leads.map(({ id }: { id: string }) => id).sort()).toEqual(
    [first.leadId, second.leadId].sort(),
  )
})

/** A customer with three pages of messages, and an export of them that has come to the first page. */
async function openExport(as: 'older' | 'younger') {
  const [one, other] = [newPhone(), newPhone()]
  const phone = as === 'older' ? one : other
  const [oldest, next] = [newWamid(), newWamid()]
  await world.take(from({ phone: one }, 'Halo', { wamid: oldest }))
  await world.take(from({ phone: other }, 'Halo', { wamid: next }))
  await world.take(...Array.from({ length: 1200 }, (_, n) => from({ phone }, `message ${n}`)))
  const [customer] = await find(phone)
  const ctx = {
    sql: world.sql,
    now: Date.now,
    newId: () => Bun.randomUUIDv7(),
    handOver: () => {},
  }
  const by = { id: world.server.admin.id, address: null }
  const pieces = await exportCustomer(ctx, { contactId: customer.id, by })
  for (const _ of ['head', 'room', 'page']) await pieces.next()
  const mergeBoth = async () =>
    merge({ roomId: await world.roomOf(next) }, { roomId: await world.roomOf(oldest) })
  return { pieces, mergeBoth }
}

for (const as of ['older', 'younger'] as const)
  test(`an export during which the ${as} of two customers is merged fails instead of ending without a part`, async () => {
    const { pieces, mergeBoth } = await openExport(as)
    expect((await mergeBoth()).status).toBe(200)
    await expect(Array.fromAsync(pieces)).rejects.toThrow('merged')
  })
