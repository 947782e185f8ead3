import { createGraph, type Graph } from '../../../src/whatsapp/graph.ts'
import { httpAnswer, rawServer } from '../../helpers/rawServer.ts'

export const TOKEN = 'EAAG-a-secret-token'

export const NUMBER = '106540352242922'

export const error = (code: number, extra: object = {}) => ({
  error: { message: `(#${code}) Something`, type: 'OAuthException', code, ...extra },
})

/** What stops the servers of a test. */
export const listening: (() => void)[] = []

export const stopServers = () => {
  for (const stop of listening.splice(0)) stop()
}

/** A Graph client whose Meta behaves like that; `stopServers` afterwards. */
export async function against(
  behave: Parameters<typeof rawServer>[0],
  timeoutMs = 5_000,
): Promise<{ graph: Graph; requests: string[] }> {
  const server = await rawServer(behave)
  listening.push(server.stop)
  const graph = createGraph({
    baseUrl: server.url,
    version: 'v26.0',
    token: () => TOKEN,
    timeoutMs,
  })
  return { graph, requests: server.requests }
}

export const answering = (status: number, said: unknown, headers?: string) =>
  against((socket) => void socket.write(httpAnswer(status, said, headers)))
