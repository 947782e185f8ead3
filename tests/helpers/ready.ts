const DEADLINE_MS = 30_000

/**
 * What `/ready` answers. It gives the database a second, and a busy machine may take longer than that once: while the
 * database is said to be down, it is asked again.
 */
export async function ready(url: string, token?: string) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  for (const deadline = Date.now() + DEADLINE_MS; ; ) {
    const answer = await fetch(`${url}/ready`, { headers })
    // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
    const body = (await answer.json()) as any
    const isDown = body.problems
      ? body.problems.some(({ code }: { code: string }) => code === 'database_down')
      : answer.status === 503
    if (!isDown || Date.now() > deadline) return { status: answer.status, body }
  }
}
