import { expectConsistent, openInbox } from './webhookWorld.ts'

export const SECOND = 1000

export const HOUR = 3_600_000

export const second = (at: number) => Math.floor(at / SECOND) * SECOND

export const iso = (at: number) => new Date(second(at)).toISOString()

/** An inbox whose statuses are looked at. */
export async function openStatuses() {
  const inbox = await openInbox()

  const stop = async () => {
    await expectConsistent(inbox.sql)
    await inbox.stop()
  }
  return { inbox, stop }
}
