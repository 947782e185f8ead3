import type { Misbehaviour } from './behaviour.ts'
import type { BoundedMap } from './bounded.ts'
import type { Calls } from './calls.ts'
import type { Chats } from './chats.ts'
import type { Files } from './files.ts'
import type { Journal } from './journal.ts'
import type { Limits } from './limits.ts'
import type { Numbers } from './numbers.ts'
import type { People } from './people.ts'
import type { Postman } from './postman.ts'
import type { AcceptedSend } from './statuses.ts'
import type { SimulatedTemplate } from './templates/library.ts'

/** The simulator's parts and state. */
export type World = {
  now: () => number
  misbehaviour: Misbehaviour
  people: People
  numbers: Numbers
  chats: Chats
  files: Files
  /** Accepted sends by wamid, for later statuses. */
  taken: BoundedMap<string, AcceptedSend>
  templates: SimulatedTemplate[]
  journal: Journal
  calls: Calls
  limits: Limits
  postman: Postman
  /** Runs `act` after a delay, unless the simulator is stopped or reset before. */
  later: (ms: number, act: () => void) => void
  /** The URL of the simulator, like `http://localhost:8080/simulator`. */
  url: () => string
}
