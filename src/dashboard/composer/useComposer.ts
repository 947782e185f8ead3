import { useRef, useState } from 'react'
import { answerOf, isStoredAlready } from '../../client/rest.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import { describeError } from '../data/describeError.ts'
import { useInboxStore } from '../data/inboxStore.tsx'
import { newId } from '../data/newId.ts'
import { outgoing } from '../data/outgoing.ts'
import { useT } from '../i18n/i18n.tsx'
import { api } from '../session/session.ts'
import { toast } from '../ui/toast.ts'
import { clearNote, type Draft, noteIdOf, setDraft } from './drafts.ts'

/** While the user types, colleagues are told again after this long. */
const TYPING_MS = 3000

/** Keeps the draft, tells colleagues who is typing, and sends the text or saves the note. */
export function useComposer(room: RoomSummary, draft: Draft) {
  const t = useT()
  const { connection } = useInboxStore().inbox
  const lastSentAt = useRef(0)
  const [busy, setBusy] = useState(false)
  const roomId = room.room_id

  const sendTyping = (isTyping: boolean) => {
    const now = Date.now()
    if (isTyping && now - lastSentAt.current < TYPING_MS) return
    if (!isTyping && lastSentAt.current === 0) return
    lastSentAt.current = isTyping ? now : 0
    void connection.typing(roomId, isTyping).catch(() => {})
  }
  const typed = (text: string) => {
    setDraft(roomId, { text })
    if (!draft.note) sendTyping(text !== '')
  }
  const saveNote = async (written: string) => {
    const text = written.trim()
    setBusy(true)
    try {
      await postNote(roomId, text)
      clearNote(roomId, written)
    } catch (error) {
      toast({ tone: 'bad', title: t('composer.noteNotSaved'), text: describeError(error, t) })
    }
    setBusy(false)
  }
  const send = async () => {
    const text = draft.text.trim()
    if (text === '' || busy) return
    if (draft.note) return saveNote(draft.text)
    outgoing.add({
      client_message_id: newId(),
      room_id: roomId,
      text,
      reply_to_wa_message_id: draft.replyTo?.wa_message_id ?? null,
      created_at: new Date().toISOString(),
    })
    setDraft(roomId, { text: '', replyTo: null })
    sendTyping(false)
  }
  return { send, typed, busy }
}

/** A retry never saves a note twice, even if no answer came or the room has been merged since. */
async function postNote(roomId: string, text: string): Promise<void> {
  const json = { text, client_message_id: noteIdOf(roomId, text) }
  const posting = answerOf(api.rooms[':id'].notes.$post({ param: { id: roomId }, json }))
  await posting.catch((error) => {
    if (!isStoredAlready(error)) throw error
  })
}
