import { expect, setDefaultTimeout, test } from 'bun:test'
import { connect } from '../helpers/client.ts'
import { privateCluster } from '../helpers/cluster.ts'
import { startServer } from '../helpers/server.ts'
import { newPhone, newWamid } from '../helpers/webhooks.ts'
import { from, hook, openInbox } from '../integration/webhookWorld.ts'

setDefaultTimeout(120_000)

test('after a failover to a copy without one of our numbers, that number still takes messages, and search finds them', async () => {
  const cluster = await privateCluster()
  const server = await startServer({ databaseUrl: cluster.url })
  const inbox = await openInbox(server)
  const ready = async () => {
    for (;;) {
      const answer = await fetch(`${server.url}/ready`).catch(() => null)
      if (answer?.status === 200) return
      await Bun.sleep(20)
    }
  }
  const channel = '999000111222333'
  const found = async (word: string, token = server.admin.token) => {
    const { body } = await server.api('GET', `/messages/search?q=${word}`, { token })
    return body.data.length as number
  }
  await server.deliver(hook(from({ phone: newPhone() }, 'known to the copy')))
  await cluster.keep()
  await ready()
  for (let n = 0; n < 60; n++)
    await server.deliver(hook(from({ phone: newPhone() }, `zebra ${n}`, { channel })))
  // The position of search is beyond the end of the copy's log.
  while ((await found('zebra')) === 0) await Bun.sleep(50)

  const cutOff = new Promise((resolve) => inbox.dashboard.socket.once('disconnect', resolve))
  await cluster.failOver()
  await ready()
  await cutOff
  const wamid = newWamid()
  const delivery = hook(from({ phone: newPhone() }, 'giraffe', { channel, wamid }))
  expect((await server.deliver(delivery)).status).toBe(200)
  expect(await inbox.sql`select from quarantine`).toHaveLength(0)
  expect(await inbox.sql`select from messages where wa_message_id = ${wamid}`).toHaveLength(1)
  while ((await found('giraffe')) === 0) await Bun.sleep(50)
  await inbox.stop()
  await server.stop()
  await cluster.destroy()
})

test('the log of another database is followed, even if its end is unreadable at first', async () => {
  const server = await startServer()
  const inbox = await openInbox(server)
  const { sql } = inbox
  for (let n = 0; n < 20; n++) await inbox.take(from({ phone: newPhone() }, `before ${n}`))
  await inbox.settled()
  const quiet = await connect(server.url, { token: inbox.supervisor.token })
  const cutOff = new Promise((resolve) => quiet.socket.once('disconnect', resolve))
  // A shorter log and another epoch, and reading the end of the log fails at first.
  await sql.begin(async (tx) => {
    await tx`create sequence asked`
    await tx`alter function log_position rename to log_position_of_then`
    await tx`create function log_position() returns bigint language plpgsql as $$
      begin
        perform nextval('asked');
        if (select last_value from asked) < 3 then raise exception 'not yet' using errcode = '57P03'; end if;
        return log_position_of_then();
      end $$`
    await tx`delete from events where id > 9`
    await tx`update server_state set epoch = gen_random_uuid()`
  })
  await cutOff
  await inbox.stop()
  await server.stop()
})
