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
import type { Taken } from './statuses.ts'
import type { SimulatedTemplate } from './templates/library.ts'

/** All that the simulator is made of. */
export type World = {
  now: () => number
  misbehaviour: Misbehaviour
  people: People
  numbers: Numbers
  chats: Chats
  files: Files
  /** What was taken, by its wamid: what a later read is told of. */
  taken: BoundedMap<string, Taken>
  templates: SimulatedTemplate[]
  journal: Journal
  calls: Calls
  limits: Limits
  postman: Postman
  /** Waits, unless the simulator is stopped or reset. */
  later: (ms: number, act: () => void) => void
  /** Where the simulator itself is mounted, like `http://localhost:8080/simulator`. */
  url: () => string
}
