import type { Role } from '../protocol/user.ts'
import type { Sql } from '../store/database.ts'
import { findSessionUser } from '../store/users.ts'
import type { SessionUser } from './session.ts'

/**
 * Streams an export at the client's pace, which may take long. SECURITY: before each piece it checks that the user is still
 * signed in and has a role that may. If not, the stream fails, so that the partial file is not taken for complete.
 */
export function exportStream(
  sql: Sql,
  pieces: AsyncGenerator<string>,
  { user, allows }: { user: SessionUser; allows: (role: Role) => boolean },
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const session = { userId: user.id, familyId: user.familyId }
  return new ReadableStream({
    async pull(to) {
      const now = await findSessionUser(sql, session)
      if (!now || !allows(now.role)) {
        await pieces.return(undefined)
        return to.error(new Error('the user may no longer export this'))
      }
      const { value, done } = await pieces.next()
      if (done) to.close()
      else to.enqueue(encoder.encode(value))
    },
    async cancel() {
      await pieces.return(undefined)
    },
  })
}
