import { startServer } from '../helpers/server.ts'
import { openInbox } from './webhookWorld.ts'

/** Two servers on one database. */
export async function openBulk() {
  const inbox = await openInbox()
  const second = await startServer({ databaseUrl: inbox.server.databaseUrl })

  const stop = async () => {
    await second.stop()
    await inbox.stop()
  }
  return { inbox, second, stop }
}
