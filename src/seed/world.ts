import type { BehaviourChange, Chat, CustomerMessage, NewCustomer } from '../protocol/simulator.ts'
import { type Sample, sampleFile } from '../simulator/samples.ts'
import type { createClock } from './clock.ts'
import { type Colleague, TEAM } from './team.ts'
import { createTimeline } from './timeline.ts'

const MINUTE_MS = 60_000
/** A week. */
const EARLIEST_MINUTES = 7 * 24 * 60
const LOOK_MS = 4
const PATIENCE_MS = 20_000

/** What happens to a send: the simulator's behaviour, and the status to wait for. */
type FinalStatus = { behaviour: BehaviourChange; status: string }
const READ: FinalStatus = {
  behaviour: { statuses: ['sent', 'delivered', 'read'], failures: [] },
  status: 'read',
}
export const DELIVERED: FinalStatus = {
  behaviour: { statuses: ['sent', 'delivered'], failures: [] },
  status: 'delivered',
}
export const failed = (code: number): FinalStatus => ({
  behaviour: { failures: [{ code, next: 1, as: 'status' }] },
  status: 'failed',
})

export type SampleWorld = Awaited<ReturnType<typeof openWorld>>
type Body = object
type Stored = { id: string; room_id: string; status: string }
type Answer = { success: boolean; data: never; error?: { message: string } }

/** Helpers to play the stories on a server, through its REST API and the simulator's API. */
export async function openWorld({
  url,
  clock,
  admin,
  passed,
}: {
  url: string
  clock: ReturnType<typeof createClock>
  admin: { email: string; password: string }
  /** Called after each step, with its time. */
  passed: (at: number) => Promise<void>
}) {
  const began = Date.now()
  const then = (minutesAgo: number) => began - minutesAgo * MINUTE_MS

  async function call<T>(method: string, path: string, token: string | null, body?: Body) {
    const form = body instanceof FormData
    const answer = await fetch(url + path, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body && !form && { 'content-type': 'application/json' }),
      },
      ...(body && { body: form ? body : JSON.stringify(body) }),
    })
    const read = (await answer.json()) as Answer
    if (!read.success) throw new Error(`${method} ${path}: ${read.error?.message}`)
    return read.data as T
  }
  const simulator = <T>(method: string, path: string, body?: Body) =>
    call<T>(method, `/simulator${path}`, null, body)
  // Signs in before the first step, since a session is only valid from its start on.
  const signIn = (email: string) =>
    clock.at(then(EARLIEST_MINUTES), () =>
      call<{ token: string; user: { id: string } }>('POST', '/auth/login', null, {
        email,
        password: admin.password,
      }),
    )

  const boss = await signIn(admin.email)
  const names = Object.keys(TEAM) as Colleague[]
  for (const name of names) {
    await call('POST', '/users', boss.token, { ...TEAM[name], password: admin.password })
  }
  const signedIn = []
  for (const name of names) signedIn.push([name, await signIn(TEAM[name].email)] as const)
  const people = Object.fromEntries(signedIn) as Record<
    Colleague,
    Awaited<ReturnType<typeof signIn>>
  >

  const turns = createTimeline(passed)
  const asOf = <T>(minutesAgo: number, act: () => Promise<T>) =>
    turns.step(then(minutesAgo), () => clock.at(then(minutesAgo), act))

  // Without delays, since nobody watches.
  await simulator('POST', '/behaviour', { delivered_after_ms: 0, read_after_ms: 0 })
  const chatOf = (customer: string, number?: string) =>
    simulator<Chat>(
      'GET',
      `/customers/${customer}/chat${number ? `?phone_number_id=${number}` : ''}`,
    )

  return {
    call,
    simulator,
    token: (who: Colleague | 'admin') => (who === 'admin' ? boss : people[who]).token,
    idOf: (who: Colleague) => people[who].user.id,
    /** Runs `act` as of so many minutes ago. */
    asOf,
    tell: turns.tell,
    customer: async (about: NewCustomer) =>
      (await simulator<{ id: string }>('POST', '/customers', about as Body)).id,

    /** Plays a customer's message; resolves once it is stored. @returns the wamid */
    says: (minutesAgo: number, customer: string, message: CustomerMessage): Promise<string> =>
      turns.step(then(minutesAgo), async () => {
        const at = new Date(then(minutesAgo)).toISOString()
        const path = `/customers/${customer}/messages`
        const { wamid } = await simulator<{ wamid: string }>('POST', path, { ...message, at })
        await until(async () => {
          const { messages } = await chatOf(customer, message.phone_number_id)
          return messages.find(({ id }) => id === wamid)?.status !== 'sent'
        })
        return wamid
      }),
    /** Uploads a customer's file. @returns its `media_id` */
    async file(name: Sample): Promise<string> {
      const form = new FormData()
      form.set('file', sampleFile(name), name)
      return (await simulator<{ media_id: string }>('POST', '/files', form)).media_id
    },
    /** The form with which a colleague sends a file. */
    async form(roomId: string, name: Sample, filename: string): Promise<FormData> {
      const form = new FormData()
      form.set('room_id', roomId)
      form.set('media', sampleFile(name), filename)
      return form
    },
    chat: chatOf,
    /** Resolves when all files of customers have been fetched. */
    async filesHere(): Promise<void> {
      await until(async () => {
        const rooms = await call<{ room_id: string }[]>('GET', '/rooms?limit=100', boss.token)
        const lists = await Promise.all(
          rooms.map(({ room_id }) =>
            call<{ media_id: string | null; gcs_url: string | null; status: string }[]>(
              'GET',
              `/rooms/${room_id}/messages?limit=100`,
              boss.token,
            ),
          ),
        )
        return lists.flat().every(({ media_id, gcs_url }) => media_id === null || gcs_url !== null)
      })
    },
    /** Waits for a customer's room. @returns its id */
    async roomOf(query: string): Promise<string> {
      let roomId: string | undefined
      await until(async () => {
        const path = `/rooms?q=${encodeURIComponent(query)}`
        const [room] = await call<{ room_id: string }[]>('GET', path, boss.token)
        roomId = room?.room_id
        return roomId !== undefined
      })
      return roomId!
    },
    /** Sends as a colleague; resolves once the message has the status of its fate. */
    sends: (
      minutesAgo: number,
      who: Colleague,
      route: string,
      body: Body,
      fate: FinalStatus = READ,
    ): Promise<void> =>
      asOf(minutesAgo, async () => {
        await simulator('POST', '/behaviour', fate.behaviour)
        const path = `/messages/${route}`
        const sent = await call<Stored>('POST', path, people[who].token, body)
        await call('POST', `/rooms/${sent.room_id}/read`, people[who].token)
        await until(async () => {
          const recent = `/rooms/${sent.room_id}/messages?limit=5`
          const messages = await call<Stored[]>('GET', recent, boss.token)
          return messages.find(({ id }) => id === sent.id)?.status === fate.status
        })
      }),
  }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error('the sample history takes too long')
    await Bun.sleep(LOOK_MS)
  }
}
