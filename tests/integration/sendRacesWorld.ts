import { type Person, startServer } from '../helpers/server.ts'
import { PHONE_NUMBER_ID } from '../helpers/webhooks.ts'
import { openSending } from './sendingWorld.ts'

/** Two servers on one database, both sending. */
export async function openSendRaces() {
  const world = await openSending()
  const other = await startServer({
    databaseUrl: world.server.databaseUrl,
    config: {
      whatsappAccessToken: 'a token',
      whatsappPhoneNumberId: PHONE_NUMBER_ID,
      graphBaseUrl: world.meta.url,
    },
  })
  return {
    world,
    other,
    send: (server: Pick<typeof other, 'api'>, body: object, { token }: Person) =>
      server.api('POST', '/messages/send', { token, body }),
    /** Resolves when nothing more is written of a send: the next test counts who waits for a lock. */
    over: ({ body }: { body: { data: { id: string } } }) => world.status(body.data.id, 'sent'),
    async end() {
      await other.stop()
      await world.end()
    },
  }
}
