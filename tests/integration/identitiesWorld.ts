import { newWamid } from '../helpers/webhooks.ts'
import { expectConsistent, from, openInbox, type Who } from './webhookWorld.ts'

/** An inbox whose customers change their ids. */
export async function openIdentities() {
  const inbox = await openInbox()
  /** Takes a message and answers its room as it is then. */
  async function write(who: Who, body = 'Halo', options: { at?: number; channel?: string } = {}) {
    const wamid = newWamid()
    await inbox.take(from(who, body, { ...options, wamid }))
    return inbox.room(await inbox.roomOf(wamid))
  }
  const namesOf = (roomId: string) => inbox.seenOf(roomId).map(({ event }) => event)
  const updatesOf = (roomId: string) =>
    inbox.seenOf(roomId).filter(({ event }) => event === 'room_updated')
  const stop = async () => {
    await expectConsistent(inbox.sql)
    await inbox.stop()
  }
  return { inbox, write, namesOf, updatesOf, stop }
}
