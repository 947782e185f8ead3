import { expect, test } from 'bun:test'
import { expectNothingLost, openScene } from './scene.ts'
import { seeded } from './seeded.ts'

/** So many that the next group is always waiting when one is stored. */
const CONNECTIONS = 128
const DRAINED_WITHIN_MS = 10_000

test('SIGTERM under load: what is under way is answered, the process leaves with 0, and clients go on at the next one', async () => {
  await using scene = await openScene(seeded('drain'), { customers: 100 })
  const postman = scene.load(CONNECTIONS)
  for (let turn = 1; turn <= 3; turn++) {
    await postman.acks(1000)
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
