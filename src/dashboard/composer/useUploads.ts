import { useEffect, useSyncExternalStore } from 'react'
import {
  addUploads,
  changeUpload,
  markShown,
  onUploads,
  removeUpload,
  sendUpload,
  sendWaiting,
  uploadsOf,
} from './uploads.ts'

/** The file types that WhatsApp accepts. Only a filter for the file dialog: the server checks the content. */
export const ACCEPTED =
  'image/jpeg,image/png,image/webp,video/mp4,video/3gpp,audio/aac,audio/amr,audio/mpeg,audio/mp4,audio/ogg,text/plain,application/pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx'

export type Uploads = ReturnType<typeof useUploads>

/** A room's files. While the component is mounted they count as shown. */
export function useUploads(roomId: string) {
  useEffect(() => markShown(roomId), [roomId])
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
