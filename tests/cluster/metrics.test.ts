import { expect, test } from 'bun:test'
import { childrenOf, freePort, launchServer } from '../faults/serverProcess.ts'
import { testDatabase } from '../helpers/cluster.ts'
import { deliver } from '../helpers/server.ts'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'
import { startRedis } from './programs.ts'

test('any of several workers on one port answers with the metrics of all', async () => {
  const redis = await startRedis()
  const database = await testDatabase()
  const token = 'a-token-for-those-who-operate'
  const server = await launchServer(database.url, await freePort(), {
    env: { WORKERS: '2', REDIS_URL: redis.url, METRICS_TOKEN: token },
    keepOutput: 1e6,
  })
  try {
    // The two workers and the leader: the first one that serves makes it ready.
    await server.says('listening', 3)
    for (let i = 0; i < 10; i++) {
      const stored = await deliver(server.url, webhook(textMessage(newPhone(), 'Halo')))
      expect(stored.status).toBe(200)
    }
    const headers = { authorization: `Bearer ${token}`, connection: 'close' }
    for (let i = 0; i < 5; i++) {
      const text = await (await fetch(`${server.url}/metrics`, { headers })).text()
      const stored = [
        ...text.matchAll(/^ruang_webhooks_total\{outcome="stored",worker="(\d)"\} (\d+)$/gm),
      ]
      expect(stored.map(([, worker]) => worker).sort()).toEqual(['1', '2'])
      expect(stored.reduce((all, [, , count]) => all + Number(count), 0)).toBe(10)
      expect(text.match(/^# TYPE ruang_webhooks_total/gm)?.length).toBe(1)
    }
  } finally {
    await server.end('SIGTERM')
    await database.drop()
    await redis.destroy()
  }
})

test('a worker that dies while it waits for metrics does not end the leader', async () => {
  const redis = await startRedis()
  const database = await testDatabase()
  const token = 'a-token-for-those-who-operate'
  const leader = await launchServer(database.url, await freePort(), {
    env: { WORKERS: '2', REDIS_URL: redis.url, METRICS_TOKEN: token },
    keepOutput: 1e6,
  })
  try {
    await leader.says('listening', 3)
    const [mute, asking] = await childrenOf(leader.pid)
    // The other worker then waits for this one when it is asked, and dies meanwhile.
    process.kill(mute!, 'SIGSTOP')
    const headers = { authorization: `Bearer ${token}`, connection: 'close' }
    const metrics = () =>
      fetch(`${leader.url}/metrics`, { headers }).then((answer) => answer.text())
    // The kernel gives some of these connections to the worker that still runs.
    const asked = Array.from({ length: 16 }, metrics)
    expect(await Promise.race(asked)).toContain('worker="')
    const again = Array.from({ length: 16 }, metrics)
    // It has asked the leader for these once it answers what came after them.
    const after = Array.from({ length: 16 }, () => fetch(`${leader.url}/health`, { headers }))
    await Promise.race(after)
    process.kill(asking!, 'SIGKILL')
    process.kill(mute!, 'SIGKILL')
    await Promise.allSettled([...asked, ...again, ...after])
    await leader.says('listening', 5)
    expect(await metrics()).toContain('worker="')
    expect(await leader.end('SIGTERM')).toBe(0)
  } finally {
    await leader.end('SIGKILL')
    await database.drop()
    await redis.destroy()
  }
})
