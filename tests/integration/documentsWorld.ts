import { expect } from 'bun:test'
import { startServer } from '../helpers/server.ts'

/** A server, and its documents as they are read from it. */
export async function openDocuments() {
  const server = await startServer()
  const read = async (path: string) => {
    const answer = await fetch(server.url + path)
    expect(answer.status).toBe(200)
    return answer.json()
  }
  return { server, read }
}
