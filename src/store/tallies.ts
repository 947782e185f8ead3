import type { Tx } from './database.ts'

/** Adds to a counter. Only rows are added, so nobody waits for anybody. */
export async function addTally(tx: Tx, name: 'unread', n: number): Promise<void> {
  await tx`insert into tallies (name, n) values (${name}, ${n})`
}
