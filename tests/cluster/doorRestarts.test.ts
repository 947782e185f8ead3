import { expect, test } from 'bun:test'
import { expectNothingLost, setStage } from '../faults/scene.ts'
import { seeded } from '../faults/seeded.ts'
import { freePort, launchServer } from '../faults/serverProcess.ts'
import { privateCluster } from '../helpers/cluster.ts'
import { startCaddy, startHaproxy, startNginx } from './programs.ts'

const CONNECTIONS = 4
const DASHBOARDS = 40

const DOORS = [
  ['nginx', startNginx],
  ['caddy', startCaddy],
  ['haproxy', startHaproxy],
] as const

test.each(DOORS.filter(([name]) => Bun.which(name)))(
  '%s restarts under load: every client comes back with its cursor, and nothing is lost',
  async (name, open) => {
    await using all = new AsyncDisposableStack()
    const cluster = await privateCluster()
    all.defer(cluster.destroy)
    const port = await freePort()
    const server = await launchServer(cluster.url, port, { env: { TRUSTED_PROXIES: '127.0.0.1' } })
    all.defer(async () => void (await server.end('SIGKILL')))
    const door = await open({ web: [port], sockets: [port] })
    all.defer(door.stop)
    const size = { url: door.url, databaseUrl: cluster.url, customers: 20 }
    const stage = await setStage(seeded(`${name} restarts`), size, all)
    await Promise.all(Array.from({ length: DASHBOARDS }, () => stage.look(door.url)))
    const postman = stage.load(CONNECTIONS)

    await postman.acks(50)
    await door.restart()
    await postman.acks(50)
    await door.restart()
    await postman.acks(50)
    await postman.finish()
    await expectNothingLost(stage, postman.acked)
    expect(server.runs()).toBe(true)
    for (const { connections } of stage.dashboards) expect(connections()).toBeGreaterThan(1)
  },
  240_000,
)
