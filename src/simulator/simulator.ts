import { Hono } from 'hono'
import type { HttpLog } from '../http/deps.ts'
import { createErrorHandler } from '../http/errors.ts'
import type { Behaviour } from '../protocol/simulator.ts'
import { apiApp } from './api/app.ts'
import { createMisbehaviour, GOOD } from './behaviour.ts'
import { BoundedMap } from './bounded.ts'
import { createCalls } from './calls.ts'
import { createChats } from './chats.ts'
import { createFiles } from './files.ts'
import { graphApp } from './graph/app.ts'
import { createJournal } from './journal.ts'
import { createLimits } from './limits.ts'
import { createNumbers } from './numbers.ts'
import { createPeople } from './people.ts'
import { play } from './play.ts'
import { createPostman } from './postman.ts'
import type { AcceptedSend } from './statuses.ts'
import { TEMPLATES } from './templates/library.ts'
import type { World } from './world.ts'

export type Simulator = ReturnType<typeof createSimulator>

const MAX_TAKEN = 200_000

/**
 * A stand-in for Meta: the part of the Graph API that a WhatsApp business needs, customers with phones, and webhooks posted
 * to our own server over HTTP. All state is in memory and limited.
 * @param url where `app` is mounted, like `http://localhost:8080/simulator`
 */
export function createSimulator({
  appSecret,
  webhookUrl,
  url,
  log,
  phoneNumberId,
  behaviour = {},
  now = Date.now,
}: {
  appSecret: string
  webhookUrl: () => string
  url: () => string
  log: HttpLog
  /** The number that customers write to by default. */
  phoneNumberId?: string | undefined
  /** Initial behaviour, also after a reset. */
  behaviour?: Partial<Behaviour>
  now?: () => number
}) {
  const journal = createJournal()
  const misbehaviour = createMisbehaviour({ ...GOOD, ...behaviour }, (changed) => {
    journal.tell('behaviour', changed)
    if (!changed.paused) postman.resume()
  })
  const postman = createPostman({ appSecret, webhookUrl, now, misbehaviour, journal })
  const people = createPeople()
  const numbers = createNumbers(phoneNumberId)
  const timers = new Set<Timer>()
  const world: World = {
    now,
    misbehaviour,
    people,
    numbers,
    chats: createChats({ people, numbers, journal }),
    files: createFiles(now),
    taken: new BoundedMap<string, AcceptedSend>(MAX_TAKEN),
    templates: structuredClone([...TEMPLATES]),
    journal,
    calls: createCalls(now),
    limits: createLimits(now),
    postman,
    later,
    url,
  }

  function later(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      act()
    }, ms)
    timers.add(timer)
  }

  function forget(): void {
    for (const timer of timers) clearTimeout(timer)
    timers.clear()
    postman.drop()
  }

  function reset(): void {
    forget()
    for (const part of [world.chats, people, world.files, world.taken, world.calls, journal]) {
      part.clear()
    }
    world.templates.splice(0, Number.POSITIVE_INFINITY, ...structuredClone([...TEMPLATES]))
    misbehaviour.reset()
  }

  const app = new Hono().route('/graph', graphApp(world)).route('/', apiApp(world, reset))
  app.onError(createErrorHandler(log))

  return {
    /** The routes, to be mounted at `url`. */
    app,
    /** Plays a customer's text message; resolves when our webhook has answered 200. */
    async say(customer: { phone: string; name?: string | undefined }, text: string) {
      const { wamid, taken } = play(world, people.put(customer), { type: 'text', text })
      await taken
      return wamid
    },
    behave: misbehaviour.change,
    reset,
    /** Resolves when every webhook has been delivered or given up. */
    idle: postman.idle,
    stop(): void {
      forget()
      journal.end()
    },
  }
}
