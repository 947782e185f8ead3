import { queryOptions } from '@tanstack/react-query'
import { answerOf } from '../../client/rest.ts'
import type { Template } from '../../protocol/template.ts'
import { api } from '../session/session.ts'

const PAGE = '100'

/**
 * All templates that can be sent, or those that a number can send. A number whose account has none, or is not known yet,
 * gets all.
 */
export const templatesQuery = (channelId?: string) =>
  queryOptions({
    queryKey: ['templates', 'list', channelId ?? null],
    queryFn: async ({ signal }) => {
      const own = channelId === undefined ? [] : await readAll({ channel_id: channelId }, signal)
      return own.length > 0 ? own : readAll({}, signal)
    },
  })

/** Every page is loaded, because the search runs in the browser and would miss the rest. */
async function readAll(asked: { channel_id?: string }, signal: AbortSignal): Promise<Template[]> {
  const all: Template[] = []
  let cursor: string | null = null
  do {
    const query = { ...asked, limit: PAGE, ...(cursor !== null && { cursor }) }
    const page: Page = await answerOf(api.templates.$get({ query }, { init: { signal } }))
    all.push(...page.data)
    cursor = page.next_cursor
  } while (cursor !== null)
  return all
}

type Page = { data: Template[]; next_cursor: string | null }
