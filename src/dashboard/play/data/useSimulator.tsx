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

type SimulatorContext = {
  store: SimulatorStore
  /** The customer whose phone is shown; null for the one who wrote last. */
  chosen: string | null
  choose: (id: string) => void
}
const Context = createContext<SimulatorContext | null>(null)

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

export function useSimulatorContext(): SimulatorContext {
  const tools = use(Context)
  if (!tools) throw new Error('There is no simulator around.')
  return tools
}

export function useSimulator<T>(select: (state: SimulatorState) => T): T {
  const { store } = useSimulatorContext()
  return useSyncExternalStore(store.subscribe, () => select(store.state))
}

/** The customer whose phone is shown: the chosen one, or else the one who wrote last. */
export function useCustomer(): Customer | undefined {
  const { chosen } = useSimulatorContext()
  const customers = useSimulator((state) => state.customers)
  return customers.find(({ id }) => id === chosen) ?? customers[0]
}

/** Runs a request to the simulator, and shows a toast if it fails. @returns whether it succeeded */
export async function attempt(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act()
    return true
  } catch (error) {
    toast({ tone: 'bad', title: error instanceof Error ? error.message : String(error) })
    return false
  }
}
