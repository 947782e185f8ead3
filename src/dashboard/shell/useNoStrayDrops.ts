import { useEffect } from 'react'

/** Without this, a file dropped outside of a drop zone would make the browser leave the page and open it. */
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
