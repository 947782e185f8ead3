import type { AccessWorld, Actor } from './accessWorld.ts'

type Asked = {
  path: string
  body?: unknown
  headers?: Record<string, string>
  /** Instead of the actor's own. */
  token?: string
}
export type Line = {
  route: string
  /** What this line is about, where a route has several. */
  what?: string
  /** Status for admin, supervisor, participant, other agent, nobody. */
  expected: string
  ask: (world: AccessWorld, actor: Actor) => Asked | Promise<Asked>
  /** What in the answer depends on who asks. */
  look?: (world: AccessWorld, answer: string) => string
}

export const ANYONE = '200 | 200 | 200 | 200 | 200'
export const SIGNED_IN = '200 | 200 | 200 | 200 | 401'
export const STAFF = '200 | 200 | 403 | 403 | 401'
export const ADMIN = '200 | 403 | 403 | 403 | 401'
export const SEES_THE_ROOM = '200 | 200 | 200 | 404 | 401'
export const LISTED = '200 with it | 200 with it | 200 with it | 200 without it | 401'

/** Sends it as the actor. A body that is text goes as it is. */
export function send(
  world: AccessWorld,
  actor: Actor,
  route: string,
  { path, body, headers, token }: Asked,
): Promise<Response> {
  const bearer = token ?? (actor === 'nobody' ? undefined : world.people[actor].token)
  return fetch(world.server.url + path, {
    method: route.split(' ')[0]!,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(bearer && { authorization: `Bearer ${bearer}` }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
}

/** What the server answers: the status, and what depends on who asks. */
export async function cell(world: AccessWorld, actor: Actor, line: Line): Promise<string> {
  const answer = await send(world, actor, line.route, await line.ask(world, actor))
  const text = await answer.text()
  return answer.ok && line.look ? `${answer.status} ${line.look(world, text)}` : `${answer.status}`
}
