import { type DragEvent, useState } from 'react'
import type { RoomSummary } from '../../protocol/room.ts'
import { windowLeft } from '../inbox/windowLeft.ts'
import { useDraft } from './drafts.ts'
import { addUploads } from './uploads.ts'

const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer.types.includes('Files')

/** Files that are dropped anywhere on a conversation are attached, where they can be sent. */
export function useDrop({ room_id: roomId, window_expires_at: until }: RoomSummary) {
  const { note } = useDraft(roomId)
  const [dropping, setDropping] = useState(false)
  const isTaken = (event: DragEvent) =>
    hasFiles(event) && !note && windowLeft(until, Date.now()) > 0
  return {
    /** Files are held over it. */
    dropping,
    target: {
      onDragOver(event: DragEvent) {
        if (!isTaken(event)) return
        event.preventDefault()
        setDropping(true)
      },
      onDragLeave({ currentTarget, relatedTarget }: DragEvent) {
        if (!currentTarget.contains(relatedTarget as Node | null)) setDropping(false)
      },
      onDrop(event: DragEvent) {
        setDropping(false)
        if (!isTaken(event)) return
        event.preventDefault()
        addUploads(roomId, [...event.dataTransfer.files])
      },
    },
  }
}
