import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query'
import { inWords } from '../data/inWords.ts'
import { useT } from '../i18n/i18n.tsx'
import { toast } from '../ui/toast.ts'

/** Does something, reads the list anew, and says why when it could not be done. */
export function useSave<T>(key: QueryKey, save: (value: T) => Promise<unknown>) {
  const queries = useQueryClient()
  const t = useT()
  return useMutation({
    mutationFn: save,
    onSuccess: () => queries.invalidateQueries({ queryKey: key }),
    onError: (error) =>
      void toast({ tone: 'bad', title: t('manage.notSaved'), text: inWords(error, t) }),
  })
}
