import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query'
import { describeError } from '../data/describeError.ts'
import { useT } from '../i18n/i18n.tsx'
import { toast } from '../ui/toast.ts'

/** A mutation that refetches the list when it succeeds, and shows a toast when it fails. */
export function useSave<T>(key: QueryKey, save: (value: T) => Promise<unknown>) {
  const queries = useQueryClient()
  const t = useT()
  return useMutation({
    mutationFn: save,
    onSuccess: () => queries.invalidateQueries({ queryKey: key }),
    onError: (error) =>
      void toast({ tone: 'bad', title: t('manage.notSaved'), text: describeError(error, t) }),
  })
}
