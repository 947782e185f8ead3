import type { Tx } from './database.ts'

/** Adds to a counter by inserting a row, so that no writer waits for another. */
export async function addTally(tx: Tx, name: 'unread', n: number): Promise<void> {
  await tx`insert into tallies (name, n) values (${name}, ${n})`
}
