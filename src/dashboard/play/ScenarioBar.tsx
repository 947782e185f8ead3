import ChevronDown from 'lucide-react/icons/chevron-down'
import Play from 'lucide-react/icons/play'
import RotateCcw from 'lucide-react/icons/rotate-ccw'
import { useState } from 'react'
import { Button } from '../ui/Button.tsx'
import { Menu } from '../ui/Menu.tsx'
import { tip } from '../ui/Tooltip.tsx'
import { simulator } from './data/api.ts'
import { attempt, useSimulatorContext } from './data/useSimulator.tsx'
import { SCENARIOS } from './scenarios.ts'
import { useText } from './text.ts'

/** Selects and runs a scenario, and resets the simulator. */
export function ScenarioBar() {
  const text = useText()
  const { choose } = useSimulatorContext()
  const [scenario, setScenario] = useState<(typeof SCENARIOS)[number]>(SCENARIOS[0])
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    await attempt(async () => choose(await scenario.run()))
    setBusy(false)
  }
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Menu
        trigger={
          <Button>
            {text('scenario', { name: text(`scenario.${scenario.id}`) })}
            <ChevronDown size={14} aria-hidden="true" />
          </Button>
        }
        entries={() =>
          SCENARIOS.map((one) => ({
            kind: 'choice',
            key: one.id,
            label: text(`scenario.${one.id}`),
            chosen: one === scenario,
            onSelect: () => setScenario(one),
          }))
        }
      />
      <Button
        icon={<RotateCcw size={16} aria-hidden="true" />}
        {...tip(text('resetHint'))}
        onClick={() => void attempt(simulator.reset)}
      >
        {text('reset')}
      </Button>
      <Button
        variant="primary"
        busy={busy}
        icon={<Play size={16} aria-hidden="true" />}
        onClick={() => void run()}
      >
        {text('run')}
      </Button>
    </div>
  )
}
