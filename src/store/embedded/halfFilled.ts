import type postgres from 'postgres'

/** The comment on a database that is being filled for the first time, and that nobody has been served from. */
const HALF_FILLED = 'half filled'

/** Notes that whoever dies now leaves a database that is nobody's yet, or that from now on it is somebody's. */
export async function noteHalfFilled(sql: postgres.Sql, half: boolean): Promise<void> {
  const [row] = await sql<{ name: string }[]>`select current_database() as name`
  await sql`comment on database ${sql(row!.name)} is ${sql.unsafe(half ? `'${HALF_FILLED}'` : 'null')}`
}

/** Whether there is a database of that name, and whether its first filling broke off. */
export async function findDatabase(sql: postgres.Sql, name: string) {
  const [found] = await sql<{ half: boolean }[]>`
    select coalesce(shobj_description(oid, 'pg_database') = ${HALF_FILLED}, false) as half
    from pg_database where datname = ${name}`
  return found ?? null
}
