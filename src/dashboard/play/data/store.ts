import type { SimulatorEvents } from '../../../protocol/simulator.ts'
import { simulator } from './api.ts'
import { type Change, EMPTY, reduce, type SimulatorState } from './state.ts'

const EVENT_NAMES: readonly (keyof SimulatorEvents)[] = [
  'log',
  'message',
  'customer',
  'typing',
  'behaviour',
  'reset',
]

export type SimulatorStore = ReturnType<typeof openStore>

/** The simulator's state, kept up to date by its event stream. */
export function openStore() {
  const listeners = new Set<() => void>()
  let state: SimulatorState = EMPTY
  let loading = false
  const take = (change: Change) => {
    state = reduce(state, change)
    for (const listener of listeners) listener()
  }

  const source = new EventSource('/simulator/events?after=0')
  for (const name of EVENT_NAMES) {
    source.addEventListener(name, ({ data }) => {
      const change = { kind: name, data: JSON.parse(data) } as Change
      take(change)
      const stranger =
        change.kind === 'message' &&
        !state.customers.some(({ id }) => id === change.data.customer_id)
      if (stranger && !loading) void loadCustomers()
    })
  }
  // Runs at each reconnect too. Events sent meanwhile are not repeated, so everything is loaded again.
  source.onopen = () => {
    void loadCustomers()
    void simulator.behaviour().then((data) => take({ kind: 'behaviour', data }))
    for (const id of Object.keys(state.phones)) void loadChat(id)
  }

  async function loadCustomers(): Promise<void> {
    loading = true
    await simulator.customers().then(
      (data) => take({ kind: 'customers', data }),
      () => {},
    )
    loading = false
  }
  const loadChat = (id: string) =>
    simulator.chat(id).then(
      (data) => take({ kind: 'chat', data }),
      () => {},
    )

  return {
    get state() {
      return state
    },
    take,
    loadChat,
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: () => source.close(),
  }
}
