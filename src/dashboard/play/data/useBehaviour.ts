import type { Behaviour, BehaviourChange } from '../../../protocol/simulator.ts'
import { simulator } from './api.ts'
import { attempt, useSimulator, useTools } from './useSimulator.tsx'

/** How the simulator behaves, and how to change that: at once here, and undone if it was refused. */
export function useBehaviour(): {
  behaviour: Behaviour | null
  behave: (change: BehaviourChange) => void
} {
  const { store } = useTools()
  const behaviour = useSimulator((state) => state.behaviour)
  const behave = (change: BehaviourChange) => {
    if (!behaviour) return
    store.take({ kind: 'behaviour', data: { ...behaviour, ...change } as Behaviour })
    void attempt(() => simulator.behave(change)).then((done) => {
      if (!done) store.take({ kind: 'behaviour', data: behaviour })
    })
  }
  return { behaviour, behave }
}
