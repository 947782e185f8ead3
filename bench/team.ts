import { randomBytes } from 'node:crypto'
import { call } from './rest.ts'
import type { World } from './world.ts'

export const AGENTS = 20

/** Creates agents with equal shares of the rooms. @returns their tokens */
export async function hireAgents({ url, token, sql, roomIds }: World): Promise<string[]> {
  const tokens: string[] = []
  for (let n = 0; n < AGENTS; n++) {
    const account = { email: `agent-${n}@example.com`, password: randomBytes(12).toString('hex') }
    const { data } = await call(url, '/users', token, {
      ...account,
      name: `Agent ${n}`,
      role: 'agent',
    })
    tokens.push((await call(url, '/auth/login', null, account)).data.token as string)
    const rooms = roomIds.filter((_, i) => i % AGENTS === n)
    await sql`insert into room_participants (room_id, user_id, assigned_at)
              select unnest(${rooms}::uuid[]), ${data.id}, now()`
    await sql`update rooms set participant_ids = array[${data.id}::uuid] where id = any(${rooms}::uuid[])`
  }
  return tokens
}
