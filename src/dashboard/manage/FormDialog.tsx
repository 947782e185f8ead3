import { type FormEvent, type ReactNode, useId } from 'react'
import { useT } from '../i18n/i18n.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'

/** A dialog with a form. If saving fails, the dialog stays open with what was entered. */
export function FormDialog({
  open = true,
  title,
  submitLabel,
  busy,
  fault,
  onSave,
  onClose,
  children,
}: {
  open?: boolean
  title: string
  /** The label of the submit button. */
  submitLabel: string
  busy: boolean
  /** Why saving failed, unless a field shows it. */
  fault?: string | null
  /** Rejects if saving failed. */
  onSave: () => Promise<unknown>
  onClose: () => void
  children: ReactNode
}) {
  const t = useT()
  const id = useId()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void onSave().then(onClose, () => {})
  }
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      footer={
        <>
          <span className="flex-1" />
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button variant="primary" type="submit" form={id} busy={busy}>
            {submitLabel}
          </Button>
        </>
      }
    >
      <form id={id} className="grid gap-4 p-6 max-desk:p-4" onSubmit={submit}>
        {children}
        {fault && (
          <p role="alert" className="text-13 text-bad">
            {fault}
          </p>
        )}
      </form>
    </Dialog>
  )
}
