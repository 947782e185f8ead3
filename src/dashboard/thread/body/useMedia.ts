import { useQuery } from '@tanstack/react-query'
import type { Message } from '../../../protocol/message.ts'
import { useNow } from '../../data/useNow.ts'
import { asRecord } from '../metadata.ts'
import { mediaLink } from './mediaLink.ts'

/** A link lasts ten minutes, so it is renewed a minute before. */
const LINK_MS = 9 * 60_000
/** A file that has not been fetched after this long is shown as failed. */
const PATIENCE_MS = 10 * 60_000

/** A link to a message's file; undefined until the server has the file. */
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
    : 'error' in asRecord(message.metadata.media) || 'media_error' in message.metadata || overdue
  return { url: link.data, failed }
}
