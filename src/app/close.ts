import type { Server as BunServer } from 'bun'
import type { AutoAssign } from '../actions/autoAssign.ts'
import { cutOffGradually } from '../sockets/cutOff.ts'
import type { Agents } from './agents.ts'
import type { Background } from './background.ts'
import type { Infra } from './infra.ts'
import type { Intake } from './intake.ts'
import type { Outward } from './outward.ts'
import type { Realtime } from './realtime.ts'

/** Waits this long for requests that were sent before the shutdown began and are not read yet. */
const ON_THE_WAY_MS = 50
/** How long the last answers may take to reach their clients. */
const LAST_ANSWERS_MS = 2000

/** Graceful shutdown: accepts nothing new, finishes what was accepted, makes clients reconnect to another process. */
export async function close(parts: {
  infra: Infra
  realtime: Realtime
  autoAssign: AutoAssign
  outward: Outward
  agents: Agents
  intake: Intake
  server: BunServer<unknown>
  background: Background
}): Promise<void> {
  const { infra, realtime, autoAssign, outward, agents, intake, server, background } = parts
  background.upkeep.stop()
  outward.simulator?.stop()
  await Bun.sleep(ON_THE_WAY_MS)
  // Accepts no new connections; open ones continue.
  const shut = server.stop()

  await intake.idle()
  await outward.sending.idle()
  await outward.stopDelivery()
  await autoAssign.idle()
  await outward.media.stop()

  await cutOffGradually(realtime.io)
  agents.sockets.stop()
  realtime.stopUpdates()
  // Answers may still be on their way to their clients.
  await withTimeout(LAST_ANSWERS_MS, shut)
  await server.stop(true)
  await withTimeout(LAST_ANSWERS_MS, agents.presence.stop())

  realtime.stop()
  await background.indexing.stop()
  await withTimeout(LAST_ANSWERS_MS, infra.traces?.stop())
  await infra.closeDatabases()
}

const withTimeout = (ms: number, done: Promise<unknown> | undefined) =>
  Promise.race([done, Bun.sleep(ms)])
