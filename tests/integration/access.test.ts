import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { clientEvents, serverEvents } from '../../src/protocol/events.ts'
import { openTestHttp } from '../helpers/httpApp.ts'
import { PAIR } from '../helpers/server.ts'
import { heardBy, openAudience } from './accessAudience.ts'
import { answersTo, CLIENT_EVENTS } from './accessEvents.ts'
import { cell } from './accessLines.ts'
import { accessPage } from './accessPage.ts'
import { ROUTES } from './accessRoutes.ts'
import { OWN_SOCKET, SERVER_EVENTS } from './accessServerEvents.ts'
import { ACTORS, type AccessWorld, cellsOf, openAccessWorld } from './accessWorld.ts'

setDefaultTimeout(60_000)

const PAGE = new URL('../../docs/access.md', import.meta.url).pathname

let world: AccessWorld
beforeAll(async () => {
  world = await openAccessWorld()
})
afterAll(() => world.end())

const sorted = (names: Iterable<string>) => [...new Set(names)].sort()
const perActor = (cells: string[]) =>
  Object.fromEntries(ACTORS.map((actor, index) => [actor, cells[index]]))

const DEVELOPMENT_ONLY = ['POST /messages/test', 'GET /metrics']

describe('routes', () => {
  test('every route of the OpenAPI document has a line, and no other', async () => {
    const { paths } = (await world.server.api('GET', '/openapi.json')).body
    const declared = Object.entries<object>(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(sorted(ROUTES.map(({ route }) => route))).toEqual(sorted(declared))
  })

  test('no route is left out of the OpenAPI document', async () => {
    const http = openTestHttp(world.server.databaseUrl)
    const served = http.app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
    await http.close()
    const lines = new Set(ROUTES.map(({ route }) => route))
    expect(sorted(served).filter((route) => !lines.has(route))).toEqual(['GET /docs/{file}'])
  })

  // The pair runs as in production, where nobody plays a customer, and figures need their token.
  const here = ROUTES.filter(({ route }) => !(PAIR && DEVELOPMENT_ONLY.includes(route)))
  for (const line of here) {
    test(`${line.route}${line.what ? `, ${line.what}` : ''}`, async () => {
      const cells = await Promise.all(ACTORS.map((actor) => cell(world, actor, line)))
      expect(perActor(cells)).toEqual(perActor(cellsOf(line.expected)))
    })
  }
})

describe('events that a client sends', () => {
  test('every one has a line', () => {
    expect(sorted(CLIENT_EVENTS.map(({ event }) => event))).toEqual(
      sorted(Object.keys(clientEvents)),
    )
  })

  for (const line of CLIENT_EVENTS) {
    test(`${line.event}, ${line.what}`, async () => {
      expect(perActor(await answersTo(world, line))).toEqual(perActor(cellsOf(line.expected)))
    })
  }
})

describe('events that the server sends', () => {
  let audience: Awaited<ReturnType<typeof openAudience>>
  beforeAll(async () => {
    for (const { id } of [world.colleague, world.people.other])
      await world.call('POST', `/rooms/${world.room.id}/unassign`, world.people.admin, {
        agent_id: id,
      })
    audience = await openAudience(world)
  })
  afterAll(() => expect(audience.close()).toEqual([]))

  test('every one has a line, or is about one’s own socket', () => {
    expect(sorted([...SERVER_EVENTS.map(({ event }) => event), ...OWN_SOCKET])).toEqual(
      sorted(Object.keys(serverEvents)),
    )
  })

  for (const line of SERVER_EVENTS) {
    test(`${line.event}${line.what && `, ${line.what}`}`, async () => {
      const heard = await heardBy(world, audience, line)
      expect(perActor(heard)).toEqual(perActor(cellsOf(line.expected)))
    })
  }
})

test('docs/access.md is what this file asserts', async () => {
  const page = accessPage()
  if (process.env.WRITE_ACCESS) await Bun.write(PAGE, page)
  const printed = await Bun.file(PAGE)
    .text()
    .catch(() => '')
  if (printed !== page) {
    throw new Error(
      'docs/access.md is stale: WRITE_ACCESS=1 bun test tests/integration/access.test.ts',
    )
  }
})
