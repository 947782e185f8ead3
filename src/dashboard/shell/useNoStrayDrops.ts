import { useEffect } from 'react'

/** A file that is dropped where nothing takes it: a browser would open it, and leave the page for it. */
export function useNoStrayDrops(): void {
  useEffect(() => {
    const refuse = (event: DragEvent) => {
      const { defaultPrevented, dataTransfer, target } = event
      if (defaultPrevented || !dataTransfer?.types.includes('Files')) return
      if (target instanceof Element && target.closest('input[type=file]')) return
      event.preventDefault()
      dataTransfer.dropEffect = 'none'
    }
    document.addEventListener('dragover', refuse)
    document.addEventListener('drop', refuse)
    return () => {
      document.removeEventListener('dragover', refuse)
      document.removeEventListener('drop', refuse)
    }
  }, [])
}
