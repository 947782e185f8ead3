import { QueryClient } from '@tanstack/react-query'
import { RestError } from '../../client/rest.ts'

/** What is asked of the API besides the inbox itself. A refusal stays one: only what may pass is asked again. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failures, error) =>
        failures < 3 && !(error instanceof RestError && error.status < 500),
    },
  },
})
