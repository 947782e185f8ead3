import type { Role } from '../../src/protocol/user.ts'
import type { Random } from '../faults/seeded.ts'
import type { Person } from '../helpers/server.ts'
import { type Server, startServer } from '../helpers/server.ts'
import { newPhone, newWamid, PHONE_NUMBER_ID } from '../helpers/webhooks.ts'
import { officeActs } from './truthOffice.ts'
import {
  type Change,
  change,
  echo,
  edit,
  from,
  hook,
  newBsuid,
  reaction,
  revoke,
  status,
  type Who,
} from './webhookWorld.ts'

/** Customers at most: beyond, known ones write. */
const CUSTOMERS = 40

export type TruthWorld = Awaited<ReturnType<typeof openTruthWorld>>

/** A server, its people, and random things that happen to it over HTTP. */
export async function openTruthWorld(random: Random) {
  const { below, next, pick } = random
  // What is sent waits: nothing happens by itself.
  const server: Server = await startServer({
    config: { whatsappPhoneNumberId: PHONE_NUMBER_ID, sendsToSimulator: false, simulator: false },
  })
  const roles: [Role, string][] = [
    ['supervisor', 'S1'],
    ['supervisor', 'S2'],
    ['agent', 'A1'],
    ['agent', 'A2'],
    ['agent', 'A3'],
    ['agent', 'A4'],
  ]
  const people: (Person & { role: Role })[] = []
  for (const [role, name] of roles) people.push({ ...(await server.person(role, name)), role })
  const staff = people.filter(({ role }) => role === 'supervisor')
  const agents = people.filter(({ role }) => role === 'agent')
  /** The one whose role changes now and then. */
  const climber = agents[3]!
  const customers: Who[] = []
  const theirs: string[] = []
  const ours: string[] = []
  const faults: string[] = []
  let rooms: string[] = []
  let climberRole: Role = 'agent'

  /** A request that may be refused, but never fails. */
  const call = async (who: Person, method: string, path: string, body?: unknown) => {
    const answer = await server.api(method, path, {
      token: who.token,
      ...(body !== undefined && { body }),
    })
    if (answer.status >= 500) faults.push(`${method} ${path}: ${answer.status}`)
    return answer
  }
  const deliver = async (...changes: Change[]) => {
    const { status } = await server.deliver(hook(...changes))
    if (status !== 200) faults.push(`a webhook: ${status}`)
  }
  const someone = () => pick(people)
  const room = () => pick(rooms)
  const customer = (): Who => {
    if (customers.length > 0 && (customers.length >= CUSTOMERS || next() < 0.8))
      return pick(customers)
    const made: Who = { name: `C${customers.length}` }
    if (next() < 0.8) made.phone = newPhone()
    if (made.phone === undefined || next() < 0.3) made.bsuid = newBsuid()
    customers.push(made)
    return made
  }
  const said = (who: Who): Change => {
    const wamid = newWamid()
    theirs.push(wamid)
    const at = Date.now() - (next() < 0.2 ? below(100_000) : 0)
    if (next() < 0.15 && theirs.length > 1) return from(who, reaction(pick(theirs)), { wamid, at })
    return from(who, `message ${theirs.length}`, { wamid, at })
  }

  const acts: [number, () => Promise<unknown>][] = [
    [20, () => deliver(...Array.from({ length: 1 + below(3) }, () => said(customer())))],
    [
      8,
      () => {
        const who = customer()
        return deliver(...Array.from({ length: 2 + below(3) }, () => said(who)))
      },
    ],
    [5, () => deliver(from(customer(), edit(pick(theirs), `edited ${below(1000)}`)))],
    [3, () => deliver(from(customer(), revoke(pick(theirs))))],
    [
      5,
      () => {
        const wamid = newWamid()
        ours.push(wamid)
        return deliver(echo(pick(customers), `ours ${ours.length}`, { wamid }))
      },
    ],
    [
      10,
      async () => {
        if (ours.length === 0) return
        const list = Array.from({ length: 1 + below(3) }, () =>
          status(pick(ours), pick(['sent', 'delivered', 'read', 'failed'])),
        )
        await deliver(change({ statuses: list }))
      },
    ],
    [12, () => call(pick(staff), 'POST', `/rooms/${room()}/assign`, { agent_id: someone().id })],
    [8, () => call(pick(staff), 'POST', `/rooms/${room()}/unassign`, { agent_id: someone().id })],
    [
      3,
      () =>
        call(pick(staff), 'POST', `/rooms/${room()}/assign`, {
          agent_id: pick(agents).id,
          from: pick(agents).id,
        }),
    ],
    [3, () => call(pick(agents), 'POST', `/rooms/${room()}/claim`)],
    [8, () => call(someone(), 'POST', `/rooms/${room()}/read`)],
    [
      5,
      () =>
        call(someone(), 'PUT', `/rooms/${room()}/tags`, {
          tags: [pick(['vip', 'late', 'new']), `t${below(9)}`],
        }),
    ],
    [5, () => call(someone(), 'POST', `/rooms/${room()}/notes`, { text: `note ${below(1000)}` })],
    [
      4,
      () =>
        call(someone(), 'PATCH', `/rooms/${room()}`, {
          title: next() < 0.3 ? null : `title ${below(99)}`,
        }),
    ],
    [4, () => call(someone(), 'PATCH', `/rooms/${room()}`, { status: pick(['open', 'closed']) })],
    [
      3,
      () =>
        call(someone(), 'PATCH', `/rooms/${room()}`, {
          customer_type: pick(['partner', 'customer', 'vendor', 'srdp']),
        }),
    ],
    [1, () => call(pick(staff), 'POST', `/rooms/${room()}/merge`, { room_id: room() })],
    [
      2,
      () => {
        // Known by phone, now with a business-scoped id too: it may be another customer's, and then they become one.
        const [one, other] = [pick(customers), pick(customers)]
        return deliver(from({ ...one, bsuid: one.bsuid ?? other.bsuid ?? newBsuid() }, 'it is me'))
      },
    ],
    [
      2,
      () => {
        const who = pick(customers)
        who.name = `${who.name}'`
        return deliver(from(who, 'by another name'))
      },
    ],
    [
      2,
      () =>
        call(pick(staff), 'POST', '/leads', {
          name: `Lead ${below(99)}`,
          phone: pick(customers).phone ?? newPhone(),
        }),
    ],
    [
      0.5,
      () => {
        climberRole = climberRole === 'agent' ? 'supervisor' : 'agent'
        return call(server.admin, 'PATCH', `/users/${climber.id}`, { role: climberRole })
      },
    ],
  ]
  const office = { server, staff, agents, customers, someone, room, call, deliver }
  acts.push(...officeActs(office, random))
  const weight = acts.reduce((sum, [part]) => sum + part, 0)

  await deliver(said(customer()), said(customer()))
  const { body } = await server.api('GET', '/channels', { token: server.admin.token })
  for (const { id } of body.data ?? []) {
    await call(server.admin, 'PATCH', `/channels/${id}`, { allow_claim: true })
  }
  const world = {
    server,
    people,
    faults,
    get rooms() {
      return rooms
    },
    /** Learns of the rooms that there are. */
    async look() {
      const { body } = await server.api('GET', '/rooms?limit=100', { token: server.admin.token })
      rooms = body.data.map(({ room_id }: { room_id: string }) => room_id)
    },
    /** Something happens. */
    async act() {
      let left = next() * weight
      for (const [part, act] of acts) {
        left -= part
        if (left < 0) return act()
      }
    },
  }
  await world.look()
  return world
}
