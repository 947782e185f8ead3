import { expect, test } from 'bun:test'
import { privateCluster } from '../helpers/cluster.ts'
import { deliver } from '../helpers/server.ts'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'
import { expectNothingLost, openScene } from './scene.ts'
import { seeded } from './seeded.ts'
import { freePort, launchServer } from './serverProcess.ts'
import { startWire } from './wire.ts'

/** Enough that another group always waits while one is stored. */
const CONNECTIONS = 128
const DRAINED_WITHIN_MS = 10_000
/** Less than the 30 s after which Kubernetes, or the leader of workers, kills a process. */
const LEFT_WITHIN_MS = 28_000

test('SIGTERM under load: requests in progress are answered, the process exits with 0, and clients continue at the next one', async () => {
  await using scene = await openScene(seeded('drain'), { customers: 100 })
  const postman = scene.load(CONNECTIONS)
  for (let turn = 1; turn <= 3; turn++) {
    await postman.acks(1000)
    for (const client of [scene.dashboard, scene.agent])
      await client.until(() => client.connections() >= turn, 'its return')
    const underWay = postman.underWay()
    const began = performance.now()
    const code = await scene.server().end('SIGTERM')
    const tookMs = performance.now() - began
    expect(code).toBe(0)
    expect(tookMs).toBeLessThan(DRAINED_WITHIN_MS)
    const answers = underWay.map((index) => postman.attempts[index]!.status)
    expect(answers.filter((status) => status !== 200 && status !== 503)).toEqual([])
    expect(scene.dashboard.connections()).toBe(turn)
    expect(scene.agent.connections()).toBe(turn)
    await scene.relaunch()
    console.log(
      `drained in ${Math.round(tookMs)} ms; of ${underWay.length} under way ` +
        `${answers.filter((status) => status === 200).length} stored, the rest refused`,
    )
  }
  await postman.acks(200)
  await postman.finish()
  await expectNothingLost(scene, postman.acked)
}, 240_000)

test('SIGTERM while PostgreSQL does not answer: requests in progress are refused, and the process exits before it would be killed', async () => {
  await using all = new AsyncDisposableStack()
  const cluster = await privateCluster()
  all.defer(cluster.destroy)
  const wire = await startWire(Number(new URL(cluster.url).port))
  all.defer(wire.stop)
  const server = await launchServer(wire.through(cluster.url), await freePort())
  all.defer(async () => void (await server.end('SIGKILL')))
  const say = () => deliver(server.url, webhook(textMessage(newPhone(), 'Halo')))
  const several = () => Promise.all(Array.from({ length: 4 }, say))
  expect((await several()).map(({ status }) => status)).toEqual(Array(4).fill(200))
  wire.swallow()
  // Over connections that are open. Once a later request is answered, the server has read those before it.
  const isRead = async () => expect((await fetch(`${server.url}/health`)).status).toBe(200)
  const first = say()
  await isRead()
  // While the first waits for PostgreSQL, these wait for the first.
  const next = several()
  await isRead()
  const began = performance.now()
  expect(await server.end('SIGTERM')).toBe(0)
  expect(performance.now() - began).toBeLessThan(LEFT_WITHIN_MS)
  const answers = [await first, ...(await next)]
  expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(503))
}, 60_000)
