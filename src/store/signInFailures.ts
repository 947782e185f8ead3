import type { Tx } from './database.ts'

const iso = (ms: number) => new Date(ms).toISOString()

/**
 * Counts an attempt as a failure before its outcome is known, so that parallel attempts count too.
 * @returns the number of consecutive failures including this one, and when they expire, in milliseconds since the epoch
 */
export async function countFailure(
  tx: Tx,
  { account, now, windowMs }: { account: string; now: number; windowMs: number },
): Promise<{ failures: number; endsAt: number }> {
  const [row] = await tx<{ failures: number; endsAt: number }[]>`
    insert into sign_in_failures as f (account, failures, ends_at)
    values (${account}, 1, ${iso(now + windowMs)}::timestamptz)
    on conflict (account) do update set
      failures = case when f.ends_at <= ${iso(now)}::timestamptz then 1 else f.failures + 1 end,
      ends_at = case when f.ends_at <= ${iso(now)}::timestamptz then excluded.ends_at else f.ends_at end
    returning failures, (extract(epoch from ends_at) * 1000)::float8 as "endsAt"`
  return row!
}

/** Resets the failures, after a success. */
export async function forgetFailures(tx: Tx, account: string): Promise<void> {
  await tx`delete from sign_in_failures where account = ${account}`
}

/** Whether this user has signed in from there since `since`. Also queried without a user, so that timing reveals nothing. */
export async function isKnownNetwork(
  tx: Tx,
  { userId, network, since }: { userId: string | null; network: string; since: number },
): Promise<boolean> {
  const rows = await tx`
    select 1 from known_networks
     where user_id = ${userId} and network = ${network} and seen_at >= ${iso(since)}::timestamptz`
  return rows.length > 0
}

export async function rememberNetwork(
  tx: Tx,
  { userId, network, now }: { userId: string; network: string; now: number },
): Promise<void> {
  await tx`
    insert into known_networks (user_id, network, seen_at) values (${userId}, ${network}, ${iso(now)}::timestamptz)
    on conflict (user_id, network) do update set seen_at = excluded.seen_at`
}

/** @returns whether the token had not been used before */
export async function useIdToken(
  tx: Tx,
  { tokenHash, expiresAt }: { tokenHash: string; expiresAt: number },
): Promise<boolean> {
  const rows = await tx`
    insert into used_id_tokens (token_hash, expires_at) values (${tokenHash}, ${iso(expiresAt)}::timestamptz)
    on conflict do nothing returning 1`
  return rows.length > 0
}

/** Removes expired rows. */
export async function pruneSignIns(
  tx: Tx,
  { now, networksBefore }: { now: Date; networksBefore: Date },
): Promise<void> {
  await tx`delete from sign_in_failures where ends_at < ${now}`
  await tx`delete from known_networks where seen_at < ${networksBefore}`
  await tx`delete from used_id_tokens where expires_at < ${now}`
}
