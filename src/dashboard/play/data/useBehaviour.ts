import type { Behaviour, BehaviourChange } from '../../../protocol/simulator.ts'
import { simulator } from './api.ts'
import { attempt, useSimulator, useSimulatorContext } from './useSimulator.tsx'

/** Reads and changes the simulator's behaviour. Changes are optimistic, and undone if they are refused. */
export function useBehaviour(): {
  behaviour: Behaviour | null
  behave: (change: BehaviourChange) => void
} {
  const { store } = useSimulatorContext()
  const behaviour = useSimulator((state) => state.behaviour)
  const behave = (change: BehaviourChange) => {
    if (!behaviour) return
    store.take({ kind: 'behaviour', data: { ...behaviour, ...change } as Behaviour })
    void attempt(() => simulator.changeBehaviour(change)).then((done) => {
      if (!done) store.take({ kind: 'behaviour', data: behaviour })
    })
  }
  return { behaviour, behave }
}
