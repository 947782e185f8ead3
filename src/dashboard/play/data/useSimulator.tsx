import {
  createContext,
  type ReactNode,
  use,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react'
import type { Customer } from '../../../protocol/simulator.ts'
import { toast } from '../../ui/toast.ts'
import type { SimulatorState } from './state.ts'
import { openStore, type SimulatorStore } from './store.ts'

type Tools = {
  store: SimulatorStore
  /** Whose phone is in hand. */
  chosen: string | null
  choose: (id: string) => void
}
const Context = createContext<Tools | null>(null)

export function SimulatorProvider({ children }: { children: ReactNode }) {
  const [store, setStore] = useState<SimulatorStore | null>(null)
  const [chosen, choose] = useState<string | null>(null)
  useEffect(() => {
    const opened = openStore()
    setStore(opened)
    return opened.close
  }, [])
  const tools = useMemo(() => store && { store, chosen, choose }, [store, chosen])
  return tools && <Context value={tools}>{children}</Context>
}

export function useTools(): Tools {
  const tools = use(Context)
  if (!tools) throw new Error('There is no simulator around.')
  return tools
}

export function useSimulator<T>(select: (state: SimulatorState) => T): T {
  const { store } = useTools()
  return useSyncExternalStore(store.subscribe, () => select(store.state))
}

/** Whose phone is in hand: the one that was chosen, else who wrote last. */
export function useCustomer(): Customer | undefined {
  const { chosen } = useTools()
  const customers = useSimulator((state) => state.customers)
  return customers.find(({ id }) => id === chosen) ?? customers[0]
}

/** Does something with the simulator, and says so if it was refused. */
export async function attempt(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act()
    return true
  } catch (error) {
    toast({ tone: 'bad', title: error instanceof Error ? error.message : String(error) })
    return false
  }
}
