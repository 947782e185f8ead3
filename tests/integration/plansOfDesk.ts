import type { Server } from '../helpers/server.ts'

type Asked = { api: Server['api']; admin: string; adminId: string; turn: number }

/** What staff looks up and keeps beside the rooms, once: history, who did what, templates, quick replies, health. */
export async function readInbox({ api, admin, adminId, turn }: Asked) {
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await api(method, path, { token: admin, ...(body !== undefined && { body }) })
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  // Not `/ready`, which is 503 when a busy machine takes more than a second to answer.
  await ask('GET', '/dashboard/health')
  for (const range of ['today', '7d', '30d']) await ask('GET', `/dashboard/history?range=${range}`)

  const since = encodeURIComponent(new Date(Date.now() - 3_600_000).toISOString())
  for (const filter of [
    '',
    `&actor_id=${adminId}`,
    '&action=user_changed',
    `&target_id=${adminId}`,
  ]) {
    const { next_cursor } = await ask('GET', `/audit?limit=1${filter}`)
    if (next_cursor) await ask('GET', `/audit?limit=1${filter}&cursor=${next_cursor}`)
    await ask('GET', `/audit?from=${since}${filter}`)
    await ask('GET', `/audit?to=${since}${filter}`)
  }

  await ask('GET', '/templates?q=hello')

  const made = await ask('POST', '/quick-replies', { shortcut: `turn${turn}`, text: 'Halo' })
  await ask('GET', '/quick-replies')
  await ask('PATCH', `/quick-replies/${made.data.id}`, { shortcut: `again${turn}` })
  await ask('DELETE', `/quick-replies/${made.data.id}`)
}
