import { useQuery } from '@tanstack/react-query'
import type { Message } from '../../../protocol/message.ts'
import { useNow } from '../../data/useNow.ts'
import { record } from '../metadata.ts'
import { mediaLink } from './mediaLink.ts'

/** A link lasts ten minutes: it is asked for anew a minute before. */
const LINK_MS = 9 * 60_000
/** A file that is not here by then will hardly come. */
const PATIENCE_MS = 10 * 60_000

/** Where a message's file is, once it is here. */
export function useMedia(message: Message): { url: string | undefined; failed: boolean } {
  const now = useNow()
  const here = message.gcs_url !== null
  const link = useQuery({
    queryKey: ['media', message.id],
    queryFn: () => mediaLink(message.id),
    enabled: here,
    staleTime: LINK_MS,
    refetchInterval: LINK_MS,
  })
  const overdue = now - Date.parse(message.created_at) > PATIENCE_MS
  const failed = here
    ? link.isError
    : 'error' in record(message.metadata.media) || 'media_error' in message.metadata || overdue
  return { url: link.data, failed }
}
