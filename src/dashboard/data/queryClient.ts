import { QueryClient } from '@tanstack/react-query'
import { RestError } from '../../client/rest.ts'

/** The cache of all API queries besides the inbox. Only errors that may pass are retried, never a 4xx. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failures, error) =>
        failures < 3 && !(error instanceof RestError && error.status < 500),
    },
  },
})
