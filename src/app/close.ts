import type { Server as BunServer } from 'bun'
import type { AutoAssign } from '../actions/autoAssign.ts'
import { sendAway } from '../sockets/cutOff.ts'
import type { Agents } from './agents.ts'
import type { Background } from './background.ts'
import type { Ground } from './ground.ts'
import type { Intake } from './intake.ts'
import type { Outward } from './outward.ts'
import type { Realtime } from './realtime.ts'

/** How long requests that were sent before we began to leave may take to be read. */
const ON_THE_WAY_MS = 50
/** How long the last answers may take to reach who asked. */
const LAST_ANSWERS_MS = 2000

/** Takes nothing new, finishes what was taken, lets clients reconnect elsewhere. */
export async function close(parts: {
  ground: Ground
  realtime: Realtime
  autoAssign: AutoAssign
  outward: Outward
  agents: Agents
  intake: Intake
  server: BunServer<unknown>
  background: Background
}): Promise<void> {
  const { ground, realtime, autoAssign, outward, agents, intake, server, background } = parts
  background.upkeep.stop()
  outward.simulator?.stop()
  await Bun.sleep(ON_THE_WAY_MS)
  // Nobody new; open connections go on.
  const shut = server.stop()

  await intake.idle()
  await outward.sending.idle()
  await outward.stopDelivery()
  await autoAssign.idle()
  await outward.media.stop()

  await sendAway(realtime.io)
  agents.sockets.stop()
  realtime.stopTelling()
  // What was answered has yet to reach its sender.
  await atMost(LAST_ANSWERS_MS, shut)
  await server.stop(true)
  await atMost(LAST_ANSWERS_MS, agents.presence.stop())

  realtime.stop()
  await background.indexing.stop()
  await atMost(LAST_ANSWERS_MS, ground.traces?.stop())
  await ground.closeDatabases()
}

const atMost = (ms: number, done: Promise<unknown> | undefined) =>
  Promise.race([done, Bun.sleep(ms)])
