import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import postgres from 'postgres'
import { hold, waitForWaiting } from '../helpers/locks.ts'
import { openCustomerData } from './customerWorld.ts'
import { from } from './webhookWorld.ts'

setDefaultTimeout(60_000)

const { world, asAdmin, find, openCustomer, tablesWith, stop } = await openCustomerData()
afterAll(stop)

/** Begins an erasure that comes as far as the event log; `meanwhile` is while it waits there. */
async function eraseWhile(
  { contactId, roomId }: { contactId: string; roomId: string },
  meanwhile: (holder: number) => Promise<unknown>,
) {
  const other = postgres(world.server.databaseUrl, { max: 1 })
  const erased = await other.begin(async (tx) => {
    const [{ holder } = { holder: 0 }] = await tx<{ holder: number }[]>`
      select pg_backend_pid() as holder, id from events where room_id = ${roomId} for update`
    const asked = asAdmin('DELETE', `/contacts/${contactId}?include_lead=true`)
    await waitForWaiting(world.sql, 1, holder)
    await meanwhile(holder)
    // Within something: the transaction would end only after a bare promise.
    return { asked }
  })
  await other.end()
  return erased.asked
}

test('an erasure that broke off in the event log is finished by who knows the phone alone', async () => {
  const customer = await openCustomer()
  const { secret, who, contactId } = customer
  const broken = await eraseWhile(
    customer,
    (holder) => world.sql`
      select pg_terminate_backend(pid) from pg_stat_activity where ${holder} = any(pg_blocking_pids(pid))`,
  )
  expect(broken.status).toBe(503)
  expect(await tablesWith(secret)).toContain('events')
  const [found] = await find(who.phone)
  expect(found.id).toBe(contactId)
  expect((await asAdmin('DELETE', `/contacts/${found.id}?include_lead=true`)).status).toBe(200)
  for (const word of [secret, who.phone, who.bsuid]) expect(await tablesWith(word)).toEqual([])
})

test('what a customer writes while they are erased is erased too, from the event log as well', async () => {
  const customer = await openCustomer()
  const { secret, who } = customer
  const erased = await eraseWhile(customer, () => world.take(from(who, `Lagi ${secret}`)))
  expect(erased.status).toBe(200)
  expect(erased.body.data.messages).toBe(4)
  for (const word of [secret, who.phone, who.bsuid]) expect(await tablesWith(word)).toEqual([])
})

test('what a step of search has read before its message is erased is erased from search too', async () => {
  const { secret, contactId, roomId } = await openCustomer()
  const { erased } = await world.sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(7284, 2)`
    const [read] = await tx<{ id: string; text: string; holder: number }[]>`
      select id, content_text as text, pg_backend_pid() as holder from messages where room_id = ${roomId} limit 1`
    const erased = asAdmin('DELETE', `/contacts/${contactId}?include_lead=true`)
    await waitForWaiting(world.sql, 1, read!.holder)
    await tx`delete from message_search where message_id = ${read!.id}`
    await tx`
      insert into message_search (message_id, room_id, text)
      values (${read!.id}, ${roomId}, ${read!.text})`
    return { erased }
  })
  expect((await erased).status).toBe(200)
  expect(await tablesWith(secret)).toEqual([])
})

test('a name that arrives during an erasure is not stored with the erased contact', async () => {
  const { secret, who, contactId } = await openCustomer()
  // Their contact is locked, and they are still known by their ids.
  let holder = 0
  const webhooks = await hold(world.server.databaseUrl, async (tx) => {
    const [row] = await tx<{ holder: number }[]>`
      select pg_backend_pid() as holder from webhook_events where hash = ${secret} for update`
    holder = row!.holder
  })
  const erased = asAdmin('DELETE', `/contacts/${contactId}`)
  await waitForWaiting(world.sql, 1, holder)
  const written = world.take(from({ ...who, name: 'Nama Baru' }, 'Lagi'))
  await waitForWaiting(world.sql, 2)
  await webhooks.release()
  expect((await erased).status).toBe(200)
  await written
  const [{ name } = { name: '' }] = await world.sql<{ name: string | null }[]>`
    select profile_name as name from contacts where id = ${contactId}`
  expect(name).toBeNull()
  const [customer] = await find(who.phone)
  expect(customer).toMatchObject({ name: 'Nama Baru' })
  expect(customer.id).not.toBe(contactId)
})
