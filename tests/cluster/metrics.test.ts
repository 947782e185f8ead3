import { expect, test } from 'bun:test'
import { freePort, launchServer } from '../faults/serverProcess.ts'
import { testDatabase } from '../helpers/cluster.ts'
import { deliver } from '../helpers/server.ts'
import { newPhone, textMessage, webhook } from '../helpers/webhooks.ts'
import { startRedis } from './programs.ts'

test('of several workers on one port, whichever is asked tells of all of them', async () => {
  const redis = await startRedis()
  const database = await testDatabase()
  const token = 'a-token-for-those-who-operate'
  const server = await launchServer(database.url, await freePort(), {
    env: { WORKERS: '2', REDIS_URL: redis.url, METRICS_TOKEN: token },
  })
  try {
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
