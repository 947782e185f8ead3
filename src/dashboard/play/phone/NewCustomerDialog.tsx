import { type FormEvent, useState } from 'react'
import type { NewCustomer } from '../../../protocol/simulator.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Field } from '../../ui/Field.tsx'
import { useText } from '../text.ts'

/** Creates a customer. The simulator makes up what is left empty, or keeps it hidden from us. */
export function NewCustomerDialog({
  open,
  onClose,
  onMake,
}: {
  open: boolean
  onClose: () => void
  onMake: (made: NewCustomer) => Promise<boolean>
}) {
  const text = useText()
  const [fields, setFields] = useState({ name: '', phone: '', username: '' })
  const given = Object.entries(fields)
    .map(([key, value]) => [key, key === 'phone' ? value.replace(/\D/g, '') : value.trim()])
    .filter(([, value]) => value !== '')
  const make = async (event: FormEvent) => {
    event.preventDefault()
    if (!(await onMake(Object.fromEntries(given) as NewCustomer))) return
    setFields({ name: '', phone: '', username: '' })
    onClose()
  }
  const field = (key: keyof typeof fields, label: string, placeholder: string) => (
    <Field
      label={label}
      placeholder={placeholder}
      value={fields[key]}
      onChange={({ target }) => setFields({ ...fields, [key]: target.value })}
    />
  )
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={text('newCustomer')}
      footer={
        <>
          <span className="flex-1" />
          <Button variant="primary" type="submit" form="new-customer">
            {text('make')}
          </Button>
        </>
      }
    >
      <form id="new-customer" onSubmit={(event) => void make(event)} className="grid gap-4 p-6">
        {field('name', text('name'), 'Dewi Lestari')}
        {field('phone', text('phoneNumber'), '62 812-5550-0142')}
        {field('username', text('username'), '@dewi.lestari')}
      </form>
    </Dialog>
  )
}
