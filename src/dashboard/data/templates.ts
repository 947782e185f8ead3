import { queryOptions } from '@tanstack/react-query'
import { answerOf } from '../../client/rest.ts'
import type { Template } from '../../protocol/template.ts'
import { api } from '../session/session.ts'

const PAGE = '100'

/**
 * All templates that can be sent. Every page is loaded, because the search runs in the browser and would miss the rest.
 */
export const templatesQuery = queryOptions({
  queryKey: ['templates'],
  queryFn: async ({ signal }) => {
    const all: Template[] = []
    let cursor: string | null = null
    do {
      const query = { limit: PAGE, ...(cursor !== null && { cursor }) }
      const page: Page = await answerOf(api.templates.$get({ query }, { init: { signal } }))
      all.push(...page.data)
      cursor = page.next_cursor
    } while (cursor !== null)
    return all
  },
})

type Page = { data: Template[]; next_cursor: string | null }
