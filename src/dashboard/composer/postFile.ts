import { RestError } from '../../client/rest.ts'
import type { Upload } from './uploads.ts'

type Post = {
  roomId: string
  upload: Upload
  token: string | null
  told: (progress: number) => void
}

/** By XMLHttpRequest: it tells how far an upload has come. @returns what went wrong; null: it was taken */
export function postFile(
  request: XMLHttpRequest,
  { roomId, upload: { id, file, voice, caption }, token, told }: Post,
): Promise<Error | null> {
  const form = new FormData()
  form.set('room_id', roomId)
  form.set('client_message_id', id)
  if (caption.trim() !== '') form.set('caption', caption.trim())
  if (voice) form.set('voice', 'true')
  form.set('media', file, file.name)
  return new Promise((resolve) => {
    request.upload.onprogress = ({ loaded, total }) => told(total > 0 ? loaded / total : 0)
    request.onloadend = () => resolve(faultOf(request))
    request.open('POST', '/messages/send-media-combined')
    request.setRequestHeader('Authorization', `Bearer ${token ?? ''}`)
    request.send(form)
  })
}

function faultOf({ status, responseText }: XMLHttpRequest): Error | null {
  if (status === 200 || status === 201) return null
  try {
    return new RestError(status, JSON.parse(responseText).error)
  } catch {
    return new Error('There was no answer.')
  }
}
