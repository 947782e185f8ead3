import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { fixture, openMediaWorld } from './mediaWorld.ts'
import { from, newBsuid } from './webhookWorld.ts'

/** A server with files, and a customer of whom there is everything. */
export async function openCustomerData() {
  const world = await openMediaWorld()
  const asAdmin = (method: string, path: string) =>
    world.server.api(method, path, { token: world.server.admin.token })
  const find = async (id: string) =>
    (await asAdmin('GET', `/contacts?${new URLSearchParams({ id })}`)).body.data
  /** A customer who has left traces everywhere, all of them with a word that nobody else says. */
  async function openCustomer() {
    const secret = `geheim${Math.random().toString(36).slice(2)}`
    const who = { phone: newPhone(), bsuid: newBsuid(), name: `Nama ${secret}`, username: secret }
    const first = newWamid()
    await world.take(from(who, `Halo ${secret}`, { wamid: first }))
    const roomId = await world.roomOf(first)
    const bytes = await fixture('photo.jpg')
    const photo = newWamid()
    const media = { id: world.meta.add({ bytes }), caption: secret, mime_type: 'image/jpeg' }
    await world.take(from(who, { type: 'image', image: media }, { wamid: photo }))
    const picture = await world.stored(photo)
    await world.arrived(picture.id)
    const act = (method: string, path: string, body: unknown) =>
      world.server.api(method, path, { token: world.server.admin.token, body })
    await act('POST', `/rooms/${roomId}/notes`, { text: `note ${secret}` })
    await act('PUT', `/rooms/${roomId}/tags`, { tags: [secret] })
    await act('PATCH', `/rooms/${roomId}`, { title: `Judul ${secret}` })
    const lead = await act('POST', '/leads', { name: `Lead ${secret}`, phone: who.phone })
    await world.sql`
      insert into quarantine (id, body_hash, body, error)
      values (gen_random_uuid(), ${secret}, ${Buffer.from(JSON.stringify({ entry: [{ changes: [{ value: { messages: [{ from: who.phone, text: { body: secret } }] } }] }] }))}, 'test')`
    await world.sql`
      insert into webhook_events (hash, field, value) values (${secret}, 'test', ${JSON.stringify({ wa_id: who.phone, secret })}::text::json)`
    await world.settled()
    await indexed(secret, 3)
    const [customer] = await find(who.phone)
    return {
      secret,
      who,
      roomId,
      picture: picture.id,
      contactId: customer.id as string,
      leadId: lead.body.data.id as string,
    }
  }
  /** Resolves when search finds so many messages with a word. */
  async function indexed(word: string, count: number): Promise<void> {
    for (const deadline = Date.now() + 30_000; Date.now() < deadline; ) {
      const found =
        await world.sql`select 1 from message_search where position(${word} in text) > 0`
      if (found.length === count) return
    }
    throw new Error('search did not come to it in time')
  }
  /** Every table that holds the word, anywhere in any row. */
  async function tablesWith(word: string): Promise<string[]> {
    const tables = await world.sql<{ name: string }[]>`
      select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`
    const found: string[] = []
    for (const { name } of tables) {
      const [row] = await world.sql<{ some: boolean }[]>`
        select exists (select from ${world.sql(name)} t where position(${word} in t::text) > 0
                          or position(${Buffer.from(word).toString('hex')} in t::text) > 0) as some`
      if (row!.some) found.push(name)
    }
    return found.sort()
  }
  const stop = () => world.stop()
  return { world, asAdmin, find, openCustomer, tablesWith, stop }
}
