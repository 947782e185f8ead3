import { type Redis, ReplyError } from 'ioredis'

/** Whether Redis accepts writes, refuses them (with its own message), or does not answer. */
export type RedisStatus = 'ok' | 'silent' | { refusal: string }

/** This key never exists, and `NOMKSTREAM` does not create it: nothing is ever written. */
const KEY = 'ruang:pulse'

/**
 * Sends the same command as the adapter. PING would also be answered by a replica, whose messages reach no other process,
 * and by a Redis that has no memory left.
 */
export async function probeRedis(client: Redis): Promise<RedisStatus> {
  try {
    await client.call('XADD', KEY, 'NOMKSTREAM', '*', 'pulse', '')
    return 'ok'
  } catch (error) {
    return error instanceof ReplyError ? { refusal: (error as Error).message } : 'silent'
  }
}

/** After a failover we may be connected to a replica: the address leads to another server, at once or soon. */
export const isReplica = (status: RedisStatus): boolean =>
  refusalOf(status)?.startsWith('READONLY') ?? false

export const refusalOf = (status: RedisStatus): string | null =>
  typeof status === 'string' ? null : status.refusal
