import { connect as connectTcp, createServer, type Socket } from 'node:net'
import postgres from 'postgres'

/**
 * Stands between the server and PostgreSQL, changes nothing, and reads along: auto_explain sends the plan of every
 * statement, also of those inside functions, as a notice.
 */
export async function interceptPlans(databaseUrl: string, onNotice: (text: string) => void) {
  const target = new URL(databaseUrl)
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const database = connectTcp(Number(target.port), target.hostname)
    for (const socket of [client, database]) {
      open.add(socket)
      socket.on('error', () => {}).on('close', () => open.delete(socket))
    }
    client.on('data', (chunk) => database.write(chunk)).on('close', () => database.destroy())
    let chunks: Buffer[] = []
    let size = 0
    let needed = 5
    database.on('close', () => client.destroy())
    database.on('data', (chunk: Buffer) => {
      client.write(chunk)
      chunks.push(chunk)
      size += chunk.length
      if (size < needed) return
      let rest = Buffer.concat(chunks)
      for (needed = 5; rest.length >= 5; needed = 5) {
        needed = 1 + rest.readUInt32BE(1)
        if (rest.length < needed) break
        if (rest[0] === 0x4e) onNotice(messageOf(rest.subarray(5, needed)))
        rest = rest.subarray(needed)
      }
      chunks = [rest]
      size = rest.length
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(databaseUrl)
  url.port = String((server.address() as { port: number }).port)
  return {
    url: url.href,
    close() {
      for (const socket of open) socket.destroy()
      server.close()
    },
  }
}

/** The field `M` of a NoticeResponse. */
const messageOf = (body: Buffer) =>
  body
    .toString()
    .split('\0')
    .find((field) => field.startsWith('M'))
    ?.slice(1) ?? ''

/** The server logs every plan of this database to whoever asked; false if it can't. */
export async function explainAll(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await sql`load 'auto_explain'`
    const settings = {
      'auto_explain.log_min_duration': '0',
      'auto_explain.log_nested_statements': 'on',
      'auto_explain.log_analyze': 'on',
      'auto_explain.log_timing': 'off',
      'auto_explain.log_format': 'json',
      'auto_explain.log_level': 'notice',
      'auto_explain.log_parameter_max_length': '0',
      session_preload_libraries: 'auto_explain',
    }
    const name = new URL(url).pathname.slice(1)
    for (const [setting, value] of Object.entries(settings))
      await sql.unsafe(`alter database ${name} set ${setting} = '${value}'`)
    return true
  } catch {
    return false
  } finally {
    await sql.end()
  }
}
