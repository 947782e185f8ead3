import { useRef, useState } from 'react'
import { answerOf, isStoredAlready } from '../../client/rest.ts'
import type { RoomSummary } from '../../protocol/room.ts'
import { useDesk } from '../data/desk.tsx'
import { inWords } from '../data/inWords.ts'
import { newId } from '../data/newId.ts'
import { outgoing } from '../data/outgoing.ts'
import { useT } from '../i18n/i18n.tsx'
import { api } from '../session/session.ts'
import { toast } from '../ui/toast.ts'
import { clearNote, type Draft, noteIdOf, setDraft } from './drafts.ts'

/** Colleagues are told again after so long that somebody still types. */
const TYPING_MS = 3000

/** Writes the draft, tells colleagues that somebody does, and sends it. */
export function useComposing(room: RoomSummary, draft: Draft) {
  const t = useT()
  const { connection } = useDesk().inbox
  const told = useRef(0)
  const [busy, setBusy] = useState(false)
  const roomId = room.room_id

  const tellTyping = (isTyping: boolean) => {
    const now = Date.now()
    if (isTyping && now - told.current < TYPING_MS) return
    if (!isTyping && told.current === 0) return
    told.current = isTyping ? now : 0
    void connection.typing(roomId, isTyping).catch(() => {})
  }
  const typed = (text: string) => {
    setDraft(roomId, { text })
    if (!draft.note) tellTyping(text !== '')
  }
  const saveNote = async (written: string) => {
    const text = written.trim()
    setBusy(true)
    try {
      await postNote(roomId, text)
      clearNote(roomId, written)
    } catch (error) {
      toast({ tone: 'bad', title: t('composer.noteNotSaved'), text: inWords(error, t) })
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
    tellTyping(false)
  }
  return { send, typed, busy }
}

/** Again is never twice, also when no answer came, or its room had another name then. */
async function postNote(roomId: string, text: string): Promise<void> {
  const json = { text, client_message_id: noteIdOf(roomId, text) }
  const posting = answerOf(api.rooms[':id'].notes.$post({ param: { id: roomId }, json }))
  await posting.catch((error) => {
    if (!isStoredAlready(error)) throw error
  })
}
