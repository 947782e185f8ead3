import { Tag } from '../ui/Tag.tsx'
import { MiniDashboard } from './dashboard/MiniDashboard.tsx'
import { SimulatorProvider, useCustomer } from './data/useSimulator.tsx'
import { EventLog } from './log/EventLog.tsx'
import { Misbehaviours } from './panel/Misbehaviours.tsx'
import { Phone } from './phone/Phone.tsx'
import { PhoneBar } from './phone/PhoneBar.tsx'
import { ScenarioBar } from './ScenarioBar.tsx'
import { useText } from './text.ts'

/** The simulator, side by side: Meta's misbehaviours, a customer's phone, and a small dashboard. */
export function SimulatorPage() {
  const text = useText()
  return (
    <SimulatorProvider>
      <main className="scroll-thin flex h-full flex-col overflow-y-auto">
        <header className="flex min-h-(--bar) shrink-0 flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-6 py-2 max-desk:px-4">
          <h1 className="text-16 font-semibold">{text('title')}</h1>
          <Tag className="bg-surface-3">{text('notReal')}</Tag>
          <span className="flex-1" />
          <ScenarioBar />
        </header>
        <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)] gap-4 p-6 max-desk:p-4 max-wide:flex-none desk:max-wide:grid-cols-[304px_minmax(0,1fr)] wide:grid-cols-[304px_348px_minmax(0,1fr)] wide:grid-rows-[minmax(0,1fr)] wide:gap-x-6">
          <div className="flex min-h-0 flex-col max-desk:order-2">
            <Misbehaviours />
          </div>
          <Stage />
          <div className="flex min-h-0 min-w-0 flex-col gap-4 desk:max-wide:col-span-2 max-desk:order-3">
            <MiniDashboard />
            <EventLog />
          </div>
        </div>
      </main>
    </SimulatorProvider>
  )
}

function Stage() {
  const text = useText()
  const customer = useCustomer()
  return (
    <div className="flex min-h-0 flex-col wide:max-h-[760px]">
      <PhoneBar customer={customer} />
      {customer ? (
        <Phone key={customer.id} customer={customer} />
      ) : (
        <p className="grid flex-1 place-items-center rounded-[36px] border border-dashed border-line-3 p-10 text-center text-13 text-text-3">
          {text('empty', { name: text('newCustomer').toLowerCase() })}
        </p>
      )}
    </div>
  )
}
