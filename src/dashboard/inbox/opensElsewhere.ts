import type { MouseEvent } from 'react'

/** Whether a click on a link opens a tab or window of its own, and leaves this page as it is. */
export const opensElsewhere = ({ metaKey, ctrlKey, shiftKey, button }: MouseEvent): boolean =>
  metaKey || ctrlKey || shiftKey || button !== 0
