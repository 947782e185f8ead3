import { expect, test } from 'bun:test'
import { expectNothingLost, openScene } from './scene.ts'
import { seeded } from './seeded.ts'
import { launchServer } from './serverProcess.ts'
import { startWire } from './wire.ts'

const CONNECTIONS = 16

/** A scene whose server reaches its database through a `wire` (a TCP proxy). */
async function openWired(what: string) {
  await using beginnings = new AsyncDisposableStack()
  let wire: Awaited<ReturnType<typeof startWire>> | undefined
  const scene = beginnings.use(
    await openScene(seeded(what), {
      customers: 100,
      launch: async (databaseUrl, port) => {
        wire ??= await startWire(Number(new URL(databaseUrl).port))
        return launchServer(wire.through(databaseUrl), port)
      },
    }),
  )
  beginnings.defer(wire!.stop)
  const all = beginnings.move()
  return { scene, wire: wire!, [Symbol.asyncDispose]: () => all.disposeAsync() }
}

test.concurrent('the network to PostgreSQL is slow and cut again and again: everything answered 200 is stored, and nothing is lost', async () => {
  await using wired = await openWired('slow and cut database')
  const { scene, wire } = wired
  const postman = scene.load(CONNECTIONS)
  await postman.acks(200)
  wire.delay(50)
  await postman.acks(200)
  for (let cut = 0; cut < 10; cut++) {
    await postman.acks(20)
    wire.cut()
  }
  await postman.acks(100)
  wire.delay(0)
  await postman.acks(200)
  await postman.finish()
  await expectNothingLost(scene, postman.acked)
  expect(scene.server().runs()).toBe(true)
  const statuses = new Set(postman.attempts.map(({ status }) => status))
  expect([...statuses].every((status) => status === 200 || status === 503)).toBe(true)
}, 240_000)

test.concurrent('the network to PostgreSQL drops everything, and open connections stay dead: no 200 meanwhile, and the server recovers by itself', async () => {
  await using wired = await openWired('swallowed database')
  const { scene, wire } = wired
  const postman = scene.load(CONNECTIONS)
  await postman.acks(500)
  wire.swallow()
  const wentOut = performance.now()
  while ((await scene.ready()) !== 503) await Bun.sleep(20)
  // Requests in progress hang until their connection is given up.
  await postman.refusals(CONNECTIONS)
  const during = postman.attempts.filter(({ began }) => began > wentOut)
  expect(during.filter(({ status }) => status === 200)).toEqual([])
  expect(await scene.ready()).toBe(503)
  wire.mend()
  const restored = performance.now()
  await postman.acks(500)
  const tookMs = performance.now() - restored
  while ((await scene.ready()) !== 200) await Bun.sleep(20)
  await postman.finish()
  await expectNothingLost(scene, postman.acked)
  console.log(
    `given up after ${Math.round(restored - wentOut)} ms; 500 messages ${Math.round(tookMs)} ms after it was restored`,
  )
}, 240_000)

test('connections to PostgreSQL die silently: the server is not ready for a moment, and is ready again long before all of them are given up', async () => {
  await using wired = await openWired('dead connections')
  const { scene, wire } = wired
  expect(await scene.ready()).toBe(200)
  wire.swallow()
  wire.mend()
  const died = performance.now()
  expect(await scene.ready()).toBe(503)
  while ((await scene.ready()) !== 200) await Bun.sleep(20)
  // The connections of requests and webhooks are given up after 20 s.
  expect(performance.now() - died).toBeLessThan(15_000)
}, 120_000)

test.concurrent('the network to clients is slow, is cut, and drops everything: each client notices by itself, comes back, and has missed nothing', async () => {
  await using scene = await openScene(seeded('swallowed clients'), { customers: 100 })
  const wire = await startWire(Number(new URL(scene.url).port))
  const far = `http://127.0.0.1:${wire.port}`
  const dashboard = await scene.look(far)
  const postman = scene.load(4, scene.traffic.single)
  wire.delay(100)
  for (let cut = 1; cut <= 5; cut++) {
    await postman.acks(50)
    wire.cut()
    await dashboard.until(() => dashboard.connections() > cut, 'another connection')
  }
  wire.delay(0)
  await postman.acks(50)
  wire.swallow()
  const connected = dashboard.connections()
  await postman.acks(50)
  wire.mend()
  // A client that gets no ping for too long disconnects.
  await dashboard.until(() => dashboard.connections() > connected, 'the client’s own return')
  await postman.acks(50)
  await postman.finish()
  await expectNothingLost(scene, postman.acked)
  await wire.stop()
}, 240_000)
