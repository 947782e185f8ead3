import type { Role } from '../protocol/user.ts'
import type { Sql } from '../store/database.ts'
import { findSessionUser } from '../store/users.ts'
import type { SessionUser } from './session.ts'

/**
 * SECURITY: a file that is read on as its caller takes it, which may be for long. Before each piece is read it is asked whether they
 * still are signed in, in a role that may; else the answer breaks off, so that no one takes it for whole.
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
        return to.error(new Error('the rights of who takes the file have ended'))
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
