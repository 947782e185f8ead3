import { type DragEvent, useState } from 'react'
import type { RoomSummary } from '../../protocol/room.ts'
import { windowLeft } from '../inbox/windowLeft.ts'
import { useDraft } from './drafts.ts'
import { addUploads } from './uploads.ts'

const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer.types.includes('Files')

/** Attaches files that are dropped anywhere on a conversation, if files can be sent now. */
export function useDrop({ room_id: roomId, window_expires_at: until }: RoomSummary) {
  const { note } = useDraft(roomId)
  const [dragOver, setDragOver] = useState(false)
  const isTaken = (event: DragEvent) =>
    hasFiles(event) && !note && windowLeft(until, Date.now()) > 0
  return {
    /** Whether files are being dragged over it. */
    dragOver,
    dropTarget: {
      onDragOver(event: DragEvent) {
        if (!isTaken(event)) return
        event.preventDefault()
        setDragOver(true)
      },
      onDragLeave({ currentTarget, relatedTarget }: DragEvent) {
        if (!currentTarget.contains(relatedTarget as Node | null)) setDragOver(false)
      },
      onDrop(event: DragEvent) {
        setDragOver(false)
        if (!isTaken(event)) return
        event.preventDefault()
        addUploads(roomId, [...event.dataTransfer.files])
      },
    },
  }
}
