import { useRef, useState } from 'react'
import { newId } from '../data/newId.ts'
import { currentToken, newerToken } from '../session/session.ts'

/** What WhatsApp takes; the server looks at what a file really is. */
export const ACCEPTED =
  'image/jpeg,image/png,image/webp,video/mp4,video/3gpp,audio/aac,audio/amr,audio/mpeg,audio/mp4,audio/ogg,text/plain,application/pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx'

export type Upload = {
  id: string
  file: File
  voice: boolean
  caption: string
  /** 0 to 1 while it is under way; null before it is sent. */
  progress: number | null
  fault: string | null
}

export type Uploads = ReturnType<typeof useUploads>

/** Files that wait to be sent to a room, and those that are being sent. */
export function useUploads(roomId: string) {
  const [list, setList] = useState<readonly Upload[]>([])
  const requests = useRef(new Map<string, XMLHttpRequest>())
  const change = (id: string, to: Partial<Upload>) =>
    setList((before) => before.map((one) => (one.id === id ? { ...one, ...to } : one)))
  const remove = (id: string) => {
    requests.current.get(id)?.abort()
    requests.current.delete(id)
    setList((before) => before.filter((one) => one.id !== id))
  }
  const send = async (upload: Upload, token = currentToken()): Promise<void> => {
    change(upload.id, { progress: 0, fault: null })
    const request = new XMLHttpRequest()
    requests.current.set(upload.id, request)
    const answer = await post(request, roomId, upload, token, (progress) =>
      change(upload.id, { progress }),
    )
    if (answer.status === 401 && request.status === 401) {
      const fresh = await newerToken(token).catch(() => null)
      if (fresh && fresh !== token) return send(upload, fresh)
    }
    if (answer.status === 200 || answer.status === 201) return remove(upload.id)
    if (requests.current.has(upload.id))
      change(upload.id, { progress: null, fault: answer.message })
  }
  return {
    list,
    add(files: readonly File[], { voice = false } = {}) {
      const added = files.map((file) => ({
        id: newId(),
        file,
        voice,
        caption: '',
        progress: null,
        fault: null,
      }))
      setList((before) => [...before, ...added])
      // A voice note is sent as it is: there is nothing more to say about it.
      if (voice) for (const one of added) void send(one)
    },
    caption: (id: string, caption: string) => change(id, { caption }),
    send: (upload: Upload) => void send(upload),
    remove,
  }
}

/** By XMLHttpRequest: it tells how far an upload has come. Status 0: no answer. */
function post(
  request: XMLHttpRequest,
  roomId: string,
  { id, file, voice, caption }: Upload,
  token: string | null,
  told: (progress: number) => void,
): Promise<{ status: number; message: string }> {
  const form = new FormData()
  form.set('room_id', roomId)
  form.set('client_message_id', id)
  if (caption.trim() !== '') form.set('caption', caption.trim())
  if (voice) form.set('voice', 'true')
  form.set('media', file, file.name)
  return new Promise((resolve) => {
    request.upload.onprogress = ({ loaded, total }) => told(total > 0 ? loaded / total : 0)
    request.onloadend = () => resolve({ status: request.status, message: messageOf(request) })
    request.open('POST', '/messages/send-media-combined')
    request.setRequestHeader('Authorization', `Bearer ${token ?? ''}`)
    request.send(form)
  })
}

function messageOf({ responseText }: XMLHttpRequest): string {
  try {
    return JSON.parse(responseText).error?.message ?? ''
  } catch {
    return ''
  }
}
