import ChevronDown from 'lucide-react/icons/chevron-down'
import Plus from 'lucide-react/icons/plus'
import { useState } from 'react'
import type { Customer, NewCustomer } from '../../../protocol/simulator.ts'
import { useInbox } from '../../data/inboxStore.tsx'
import { titleOf } from '../../inbox/titleOf.ts'
import { Button } from '../../ui/Button.tsx'
import { Menu, type MenuEntry } from '../../ui/Menu.tsx'
import { simulator } from '../data/api.ts'
import { attempt, useSimulator, useSimulatorContext } from '../data/useSimulator.tsx'
import { useText } from '../text.ts'
import { customerName } from './customerName.ts'
import { NewCustomerDialog } from './NewCustomerDialog.tsx'

const LISTED = 12

/** Chooses whose phone is shown: a simulated customer, the customer of a room, or a new one. */
export function CustomerMenu({ customer }: { customer: Customer | undefined }) {
  const text = useText()
  const { store, choose } = useSimulatorContext()
  const customers = useSimulator((state) => state.customers)
  const rooms = useInbox((state) => state.rooms)
  const [making, setMaking] = useState(false)
  const played = new Set(customers.map(({ phone }) => phone))
  const others = rooms.filter(({ room_phone }) => room_phone && !played.has(room_phone))
  const make = (made: NewCustomer) =>
    attempt(async () => {
      const one = await simulator.putCustomer(made)
      store.take({ kind: 'customer', data: one })
      choose(one.id)
    })
  const entries = (): MenuEntry[] => [
    ...customers.slice(0, LISTED).map((one) => ({
      kind: 'choice' as const,
      key: one.id,
      label: customerName(one),
      chosen: one.id === customer?.id,
      onSelect: () => choose(one.id),
    })),
    ...(others.length > 0
      ? [{ kind: 'text' as const, key: 'inbox', text: text('fromInbox') }]
      : []),
    ...others.slice(0, LISTED).map((room) => ({
      kind: 'item' as const,
      key: room.room_id,
      label: titleOf(room),
      onSelect: () =>
        void make({
          phone: room.room_phone!,
          ...(room.contact.name !== null && { name: room.contact.name }),
        }),
    })),
    { kind: 'separator' },
    {
      kind: 'item',
      key: 'new',
      label: text('newCustomer'),
      icon: <Plus size={16} aria-hidden="true" className="text-text-2" />,
      onSelect: () => setMaking(true),
    },
  ]
  return (
    <>
      <Menu
        align="start"
        entries={entries}
        trigger={
          <Button
            aria-label={text('customer', { name: customer ? customerName(customer) : '—' })}
            className="max-w-48"
          >
            <span className="truncate">
              {customer ? customerName(customer) : text('newCustomer')}
            </span>
            <ChevronDown size={14} aria-hidden="true" />
          </Button>
        }
      />
      <NewCustomerDialog open={making} onClose={() => setMaking(false)} onMake={make} />
    </>
  )
}
