import type { AccessTokens } from '../auth/accessToken.ts'
import { accessAfter, endOfSignIn } from '../domain/authorizeJoin.ts'
import type { Feed } from '../feed/feed.ts'
import { AppError } from '../protocol/errors.ts'
import { readAccess } from '../store/access.ts'
import type { Sql } from '../store/database.ts'
import type { Client } from './io.ts'

/**
 * Replaces the token of an open socket by a new one of the same user. As in a join, changes logged since the access was
 * read are applied: the token of a sign-in that ends at this moment is refused.
 * @returns when the new token expires (ms)
 * @throws AppError unauthenticated
 */
export async function renew(
  { sql, feed, tokens }: { sql: Sql; feed: Feed; tokens: AccessTokens },
  socket: Client,
  token: string,
): Promise<number> {
  const { session } = socket.data
  const claims = await tokens.verify(token)
  const watch = feed.watchAccess()
  try {
    const own = claims?.userId === session.userId
    const known = own ? await readAccess(sql, { ...claims, roomIds: [] }) : null
    if (known) await feed.passed(known.position)
    const since = known ? watch.after(known.position) : []
    if (
      !claims ||
      !known ||
      known.familyRevoked ||
      accessAfter(known.access, since).disabled ||
      endOfSignIn(since, claims.familyId)
    ) {
      throw new AppError('unauthenticated', 'The token is not valid.')
    }
    session.familyId = claims.familyId
    session.expiresAt = claims.expiresAt
    return claims.expiresAt
  } finally {
    watch.end()
  }
}
