import { failureInStatus } from './graph/refusal.ts'
import type { OurNumber } from './numbers.ts'
import type { Person } from './people.ts'
import { type StatusName, statusValue } from './values.ts'
import type { World } from './world.ts'

/** A send that was accepted, with what its statuses need. */
export type AcceptedSend = {
  wamid: string
  number: OurNumber
  person: Person
  byPhone: boolean
  callback: string | undefined
  category: string
}

/** Sends one status webhook. */
export function tellStatus(
  world: World,
  taken: AcceptedSend,
  status: StatusName,
  { code, taken: then }: { code?: number; taken?: () => void } = {},
): void {
  const { misbehaviour, postman, now } = world
  const priced = status === 'sent' || status === 'delivered'
  const value = statusValue(taken.number, taken.person, {
    ...taken,
    status,
    at: now(),
    hidden: taken.person.hidden || misbehaviour.now.hidden,
    priced,
    ...(code !== undefined && { error: failureInStatus(code) }),
  })
  postman.send({
    lane: taken.person.phone,
    field: 'messages',
    value,
    about: {
      event: `status.${status}`,
      wamid: taken.wamid,
      customer_id: taken.person.phone,
      code: code ?? null,
    },
    ...(then && { taken: then }),
  })
}

/**
 * What follows an accepted message: sent, delivered and read, or failed.
 * @returns a function that sends the first status and schedules the rest; the caller decides if before or after the answer
 */
export function scheduleStatuses(
  world: World,
  taken: AcceptedSend,
  failCode: number | undefined,
): (then?: () => void) => void {
  const { statuses, delivered_after_ms, read_after_ms } = world.misbehaviour.now
  if (failCode !== undefined) {
    return (then) => {
      world.chats.change(taken.wamid, { status: 'failed' })
      tellStatus(world, taken, 'failed', { code: failCode, ...(then && { taken: then }) })
    }
  }
  const deliver = () => {
    // A reaction is not in the chat and only gets `sent` (facts sheet, section 3).
    if (world.chats.find(taken.wamid)?.status !== 'sent') return
    world.chats.change(taken.wamid, { status: 'delivered' })
    if (statuses.includes('delivered')) tellStatus(world, taken, 'delivered')
    if (statuses.includes('read')) world.later(read_after_ms, () => readMessage(world, taken))
  }
  return (then) => {
    if (statuses.includes('sent')) tellStatus(world, taken, 'sent', then ? { taken: then } : {})
    else then?.()
    world.later(delivered_after_ms, deliver)
  }
}

/** The customer opens the message. */
export function readMessage(world: World, taken: AcceptedSend): void {
  if (world.chats.find(taken.wamid)?.status !== 'delivered') return
  world.chats.change(taken.wamid, { status: 'read' })
  // Without `read`, the customer has switched read receipts off.
  if (world.misbehaviour.now.statuses.includes('read')) tellStatus(world, taken, 'read')
}
