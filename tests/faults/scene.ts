import { expect } from 'bun:test'
import { privateCluster } from '../helpers/cluster.ts'
import { deliver } from '../helpers/server.ts'
import { type Follower, follow } from './follower.ts'
import { difference, NONE, readLedger } from './ledger.ts'
import { type Postman, startPostman } from './postman.ts'
import type { Random } from './seeded.ts'
import { freePort, type Launched, launchServer, readiness, signInPeople } from './serverProcess.ts'
import { createTraffic, customerPhone, type Post } from './traffic.ts'

const AGENT_ROOMS = 10

export type Stage = Awaited<ReturnType<typeof setStage>>
export type Scene = Awaited<ReturnType<typeof openScene>>

type Size = { customers: number; textLength?: number }

/**
 * Sets the scene at a running server: known customers, an admin's dashboard, and an agent with its own rooms.
 * @param all the stack that ends everything
 */
export async function setStage(
  random: Random,
  { url, databaseUrl, customers, textLength }: { url: string; databaseUrl: string } & Size,
  all: AsyncDisposableStack,
) {
  const traffic = createTraffic(random, customers, textLength)
  const people = await signInPeople(url)
  const introduction = traffic.introduce()
  const answer = await deliver(url, introduction.body)
  if (answer.status !== 200) throw new Error(`the introduction was answered ${answer.status}`)
  const { messages } = await readLedger(databaseUrl)
  const roomOf = new Map(messages.map(({ phone, roomId }) => [phone, roomId]))
  const agentRooms = Array.from({ length: AGENT_ROOMS }, (_, n) => roomOf.get(customerPhone(n))!)
  await people.assign(agentRooms)
  const dashboards: Follower[] = []
  /** Another dashboard of the admin, at any URL. */
  const look = async (at: string) => {
    const dashboard = await follow(at, people.admin.token)
    all.defer(dashboard.leave)
    dashboards.push(dashboard)
    return dashboard
  }
  const dashboard = await look(url)
  const agent = await follow(url, people.agent.token, { rooms: agentRooms })
  all.defer(agent.leave)
  return {
    url,
    databaseUrl,
    people,
    traffic,
    /** Messages stored before any client connected. */
    known: new Set(introduction.wamids),
    agentRooms: new Set(agentRooms),
    dashboard,
    dashboards,
    agent,
    look,
    /** Starts delivering over this many connections. */
    load(connections: number, nextPost: () => Post = traffic.next): Postman {
      const postman = startPostman(url, connections, nextPost)
      all.defer(postman.abandon)
      return postman
    },
  }
}

/** A scene at a server with its own PostgreSQL. `await using` ends all of it, even if the test fails. */
export async function openScene(
  random: Random,
  {
    launch = launchServer,
    ...size
  }: Size & { launch?: (databaseUrl: string, port: number) => Promise<Launched> },
) {
  await using beginnings = new AsyncDisposableStack()
  const cluster = await privateCluster()
  beginnings.defer(cluster.destroy)
  const port = await freePort()
  let server = await launch(cluster.url, port)
  beginnings.defer(async () => void (await server.end('SIGKILL')))
  const { url } = server
  const ofStage = beginnings.use(new AsyncDisposableStack())
  const stage = await setStage(random, { url, databaseUrl: cluster.url, ...size }, ofStage)
  const all = beginnings.move()
  return {
    ...stage,
    cluster,
    server: () => server,
    /** The status of `/ready`; if the server has ended, throws with the end of its log. */
    async ready(): Promise<number | null> {
      const status = await readiness(url)
      if (!server.runs()) throw new Error(`the server is gone:\n${server.output()}`)
      return status
    },
    /** Starts the next server at the same address. */
    async relaunch() {
      server = await launch(cluster.url, port)
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

/** Asserts that everything answered 200 is stored once, and that each client got each message it may see once, in order. */
export async function expectNothingLost(stage: Stage, acked: ReadonlySet<string>) {
  const { dashboards, agent } = stage
  const { messages, contradictions } = await readLedger(stage.databaseUrl)
  expect(contradictions).toEqual([])
  const stored = messages.map(({ wamid }) => wamid)
  expect(difference([...stage.known, ...acked], stored)).toEqual(NONE)

  const news = messages.filter(({ wamid }) => !stage.known.has(wamid))
  const ofAgent = news.filter(({ roomId }) => stage.agentRooms.has(roomId))
  const wamids = (list: typeof news) => list.map(({ wamid }) => wamid)
  const onDashboard = ['new_room_complete', 'new_message']
  for (const dashboard of dashboards) {
    await dashboard.until(
      () => new Set(dashboard.wamids(...onDashboard)).size >= news.length,
      `${news.length} messages on the dashboard`,
    )
    expect(difference(wamids(news), dashboard.wamids(...onDashboard))).toEqual(NONE)
    const first = wamids(news.filter(({ seq }) => seq === 1))
    expect(difference(first, dashboard.wamids('new_room'))).toEqual(NONE)
    expect(difference(first, dashboard.wamids('new_room_complete'))).toEqual(NONE)
    expect(outOfTurn(dashboard, news)).toEqual([])
    expect(dashboard.faults).toEqual([])
  }
  await agent.until(
    () => new Set(agent.wamids('room:new_message')).size >= ofAgent.length,
    `${ofAgent.length} messages at the agent`,
  )
  expect(difference(wamids(ofAgent), agent.wamids('new_message'))).toEqual(NONE)
  expect(difference(wamids(ofAgent), agent.wamids('room:new_message'))).toEqual(NONE)
  expect(outOfTurn(agent, ofAgent)).toEqual([])
  expect(agent.faults).toEqual([])
  return { stored: stored.length, rooms: new Set(messages.map(({ roomId }) => roomId)).size }
}

/** Rooms whose messages a client got in another order than stored, or with wrong counts. */
function outOfTurn(follower: Follower, messages: readonly { roomId: string; wamid: string }[]) {
  const stored = Map.groupBy(messages, ({ roomId }) => roomId)
  const lines = follower.sightings.filter(({ event }) =>
    ['new_room_complete', 'new_message'].includes(event),
  )
  const seen = Map.groupBy(lines, ({ roomId }) => roomId)
  const miscounted = lines.filter(
    ({ event, seen: { payload } }) =>
      event === 'new_message' && payload.room.message_count !== payload.seq,
  )
  const reordered = [...stored].filter(
    ([roomId, list]) =>
      list.map(({ wamid }) => wamid).join() !==
      seen
        .get(roomId)
        ?.map(({ wamid }) => wamid)
        .join(),
  )
  return [...miscounted.map(({ roomId }) => roomId), ...reordered.map(([roomId]) => roomId)]
}
