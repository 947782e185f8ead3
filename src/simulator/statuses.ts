import { failureInStatus } from './graph/refusal.ts'
import type { OurNumber } from './numbers.ts'
import type { Person } from './people.ts'
import { type StatusName, statusValue } from './values.ts'
import type { World } from './world.ts'

/** A message that was taken, and what is known for telling of it. */
export type Taken = {
  wamid: string
  number: OurNumber
  person: Person
  byPhone: boolean
  callback: string | undefined
  category: string
}

/** Tells one status, and shows it on the phone. */
export function tellStatus(
  world: World,
  taken: Taken,
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
 * What comes after a message was taken: sent, delivered, read, or failed.
 * @returns the first of it, to be told before or after the answer
 */
export function unfold(
  world: World,
  taken: Taken,
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
    // A reaction is no message of its own: of it, only `sent` is told (facts sheet, section 3).
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

/** The customer opens it. */
export function readMessage(world: World, taken: Taken): void {
  if (world.chats.find(taken.wamid)?.status !== 'delivered') return
  world.chats.change(taken.wamid, { status: 'read' })
  // Without it, the customer has switched the blue ticks off.
  if (world.misbehaviour.now.statuses.includes('read')) tellStatus(world, taken, 'read')
}
