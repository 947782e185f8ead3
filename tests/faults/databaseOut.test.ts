import { expect, test } from 'bun:test'
import postgres from 'postgres'
import { expectNothingLost, openScene, type Scene } from './scene.ts'
import { seeded } from './seeded.ts'

const CONNECTIONS = 16
/** Long enough for any backoff to reach its maximum. */
const OUTAGE_MS = 8000
const REFUSED_WITHIN_MS = 6000
const RECOVERED_WITHIN_MS = 5000

test('PostgreSQL crashes under load and comes back: webhooks are refused fast meanwhile and stored at once afterwards, nothing is lost', async () => {
  await using scene = await openScene(seeded('database out'), { customers: 100 })
  const postman = scene.load(CONNECTIONS)
  const colleagues = atWork(scene)
  await postman.acks(1000)

  await scene.cluster.stop('immediate')
  const wentOut = performance.now()
  expect(await scene.ready()).toBe(503)
  while (performance.now() < wentOut + OUTAGE_MS) {
    await postman.refusals(CONNECTIONS)
    expect(await scene.ready()).toBe(503)
  }
  const cameBack = performance.now()
  await scene.cluster.start()
  const accepts = performance.now()
  while ((await scene.ready()) !== 200) await Bun.sleep(20)
  const readyMs = performance.now() - accepts
  expect(readyMs).toBeLessThan(RECOVERED_WITHIN_MS)
  await postman.acks(1000)
  await postman.finish()
  const answered = await colleagues.leave()
  expect(new Set(answered)).toEqual(new Set([200, 503]))
  expect(answered.at(-1)).toBe(200)

  const during = postman.attempts.filter(({ began, ended }) => began > wentOut && ended < cameBack)
  expect(new Set(during.map(({ status }) => status))).toEqual(new Set([503]))
  const duringAnswered = postman.attempts.filter(({ ended }) => ended > wentOut && ended < cameBack)
  expect(duringAnswered.filter(({ status }) => status === 200)).toEqual([])
  const slowest = Math.max(...postman.attempts.map(({ began, ended }) => ended - began))
  expect(slowest).toBeLessThan(REFUSED_WITHIN_MS)
  const firstAck = postman.attempts
    .filter(({ ended, status }) => ended > accepts && status === 200)
    .reduce((earliest, { ended }) => Math.min(earliest, ended), Number.POSITIVE_INFINITY)
  expect(firstAck - accepts).toBeLessThan(RECOVERED_WITHIN_MS)
  expect(scene.server().runs()).toBe(true)
  await expectNothingLost(scene, postman.acked)
  console.log(
    `${during.length} refused in ${OUTAGE_MS / 1000} s, the slowest answer took ${Math.round(slowest)} ms; ` +
      `ready after ${Math.round(readyMs)} ms, first 200 after ${Math.round(firstAck - accepts)} ms`,
  )
}, 240_000)

test('a busy connection is terminated under load, again and again: the process lives on and nothing is lost', async () => {
  await using scene = await openScene(seeded('connection cut'), { customers: 100 })
  const sql = postgres(scene.cluster.url, { max: 1, onnotice: () => {} })
  const postman = scene.load(CONNECTIONS)
  let cut = 0
  while (cut < 10) {
    await postman.acks(50)
    const [row] = await sql`
      select count(*) filter (where pg_terminate_backend(pid))::int as cut from pg_stat_activity
       where application_name = 'ruang' and state = 'active' and query like '%ingest_group%'`
    cut += row?.cut
  }
  await postman.acks(200)
  await postman.finish()
  await sql.end()

  const statuses = new Set(postman.attempts.map(({ status }) => status))
  expect([...statuses].every((status) => status === 200 || status === 503)).toBe(true)
  expect(scene.server().runs()).toBe(true)
  await expectNothingLost(scene, postman.acked)
  const refused = postman.attempts.filter(({ status }) => status === 503).length
  console.log(`${cut} connections cut in mid-call, ${refused} deliveries refused and sent again`)
}, 240_000)

/** Colleagues who read and write all the time, so that a transaction is always open when the database crashes. */
function atWork({ url, people, agentRooms }: Scene) {
  const statuses: number[] = []
  let over = false
  const ask = async (method: string, path: string, body?: object) => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${people.admin.token}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    await answer.arrayBuffer()
    statuses.push(answer.status)
    if (answer.status !== 200) await Bun.sleep(20)
  }
  const work = Array.from(agentRooms, async (roomId, n) => {
    for (let turn = 0; !over; turn++) {
      if (n % 2 === 0) await ask('GET', '/rooms?limit=10')
      else await ask('PUT', `/rooms/${roomId}/tags`, { tags: [`turn ${turn}`] })
    }
  })
  return {
    /** @returns the statuses they were answered */
    async leave() {
      over = true
      await Promise.all(work)
      return statuses
    },
  }
}
