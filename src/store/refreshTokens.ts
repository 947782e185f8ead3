import type { RefreshToken } from '../domain/refresh.ts'
import type { Tx } from './database.ts'

/** All times in milliseconds since the epoch. */
export type StoredRefreshToken = RefreshToken & { id: string; userId: string; familyId: string }

export type NewRefreshToken = {
  id: string
  userId: string
  familyId: string
  tokenHash: string
  expiresAt: number
  now: number
}

const iso = (ms: number) => new Date(ms).toISOString()

export async function insertRefreshToken(tx: Tx, token: NewRefreshToken): Promise<void> {
  await tx`
    insert into refresh_tokens (id, user_id, family_id, token_hash, expires_at, created_at)
    values (${token.id}, ${token.userId}, ${token.familyId}, ${token.tokenHash},
            ${iso(token.expiresAt)}::timestamptz, ${iso(token.now)}::timestamptz)`
}

/**
 * Inserts the first token of a new family, if the user may still sign in with the verified password: it may have been changed,
 * or the user disabled, while the hash was computed.
 */
export async function insertFirstRefreshToken(
  tx: Tx,
  token: NewRefreshToken,
  passwordHash: string,
): Promise<boolean> {
  const users = await tx`
    select id from users where id = ${token.userId} and not disabled and password_hash = ${passwordHash}
       for no key update`
  if (users.length === 0) return false
  await insertRefreshToken(tx, token)
  await tx`
    delete from refresh_tokens where user_id = ${token.userId} and expires_at < ${iso(token.now)}::timestamptz`
  return true
}

export async function findRefreshTokenUser(tx: Tx, tokenHash: string): Promise<string | null> {
  const [row] = await tx<{ id: string }[]>`
    select user_id as id from refresh_tokens where token_hash = ${tokenHash}`
  return row?.id ?? null
}

/** Call it after lockUser, so that no rotation or revocation is under way. */
export async function findRefreshToken(
  tx: Tx,
  tokenHash: string,
): Promise<StoredRefreshToken | null> {
  const [row] = await tx<StoredRefreshToken[]>`
    select id, user_id as "userId", family_id as "familyId",
           (extract(epoch from expires_at) * 1000)::float8 as "expiresAt",
           (extract(epoch from used_at) * 1000)::float8 as "usedAt",
           (extract(epoch from revoked_at) * 1000)::float8 as "revokedAt"
      from refresh_tokens where token_hash = ${tokenHash}`
  return row ?? null
}

/** Records the first use; later ones don't change it. */
export async function markRefreshTokenUsed(tx: Tx, id: string, now: number): Promise<void> {
  await tx`
    update refresh_tokens set used_at = ${iso(now)}::timestamptz where id = ${id} and used_at is null`
}

/**
 * Ends sign-ins of a user: one family, all but one, or all.
 * @returns the families that ended
 */
export async function revokeFamilies(
  tx: Tx,
  userId: string,
  which: { only?: string; except?: string },
  now: number,
): Promise<string[]> {
  const rows = await tx<{ familyId: string }[]>`
    update refresh_tokens set revoked_at = ${iso(now)}::timestamptz
     where user_id = ${userId} and revoked_at is null
       and (${which.only ?? null}::uuid is null or family_id = ${which.only ?? null}::uuid)
       and (${which.except ?? null}::uuid is null or family_id <> ${which.except ?? null}::uuid)
    returning family_id as "familyId"`
  return [...new Set(rows.map((row) => row.familyId))]
}
