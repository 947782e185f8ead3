import { useEffect, useSyncExternalStore } from 'react'
import {
  addUploads,
  changeUpload,
  onUploads,
  removeUpload,
  sendUpload,
  sendWaiting,
  showUploads,
  uploadsOf,
} from './uploads.ts'

/** What WhatsApp takes; the server looks at what a file really is. */
export const ACCEPTED =
  'image/jpeg,image/png,image/webp,video/mp4,video/3gpp,audio/aac,audio/amr,audio/mpeg,audio/mp4,audio/ogg,text/plain,application/pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx'

export type Uploads = ReturnType<typeof useUploads>

/** A room's files, on the page. */
export function useUploads(roomId: string) {
  useEffect(() => showUploads(roomId), [roomId])
  return {
    list: useSyncExternalStore(onUploads, () => uploadsOf(roomId)),
    add: (files: readonly File[], options?: { voice?: boolean }) =>
      addUploads(roomId, files, options),
    caption: (id: string, caption: string) => changeUpload(id, { caption }),
    send: (id: string) => void sendUpload(id),
    sendWaiting: () => void sendWaiting(roomId),
    remove: removeUpload,
  }
}
