import { RestError } from '../../client/rest.ts'
import type { Upload } from './uploads.ts'

type Post = {
  roomId: string
  upload: Upload
  token: string | null
  onProgress: (progress: number) => void
}

/** Uploads a file. With XMLHttpRequest, because it reports progress. @returns what went wrong; null on success */
export function postFile(
  request: XMLHttpRequest,
  { roomId, upload: { id, file, voice, caption }, token, onProgress }: Post,
): Promise<Error | null> {
  const form = new FormData()
  form.set('room_id', roomId)
  form.set('client_message_id', id)
  if (caption.trim() !== '') form.set('caption', caption.trim())
  if (voice) form.set('voice', 'true')
  form.set('media', file, file.name)
  return new Promise((resolve) => {
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0)
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
