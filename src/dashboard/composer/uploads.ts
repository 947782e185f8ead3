import { isStoredAlready, mergedInto } from '../../client/rest.ts'
import { newId } from '../data/newId.ts'
import { onUserChange } from '../session/onUserChange.ts'
import { currentToken, newerToken } from '../session/session.ts'
import { postFile } from './postFile.ts'

export type Upload = {
  id: string
  file: File
  voice: boolean
  caption: string
  /** 0 to 1 during the upload; null while it waits, or has failed. */
  progress: number | null
  fault: Error | null
}

type Rooms = Readonly<Record<string, readonly Upload[]>>
type FailureListener = (roomId: string, upload: Upload) => void

const NONE: readonly Upload[] = []
let rooms: Rooms = {}
const requests = new Map<string, XMLHttpRequest>()
const listeners = new Set<() => void>()
const failureListeners = new Set<FailureListener>()
/** How many components show a room's files. */
const shown = new Map<string, number>()

// Files belong to the user who attached them: the next user neither sees nor sends them.
onUserChange(() => {
  for (const request of requests.values()) request.abort()
  requests.clear()
  replaceUploads({})
})

function replaceUploads(next: Rooms): void {
  rooms = next
  for (const listener of listeners) listener()
}

const setList = (roomId: string, list: readonly Upload[]) =>
  replaceUploads({ ...rooms, [roomId]: list })

/** Finds a file and the room it is in now, which a merge can change. Undefined once the file is removed. */
function find(id: string): [roomId: string, upload: Upload] | undefined {
  for (const [roomId, list] of Object.entries(rooms)) {
    const upload = list.find((one) => one.id === id)
    if (upload) return [roomId, upload]
  }
  return undefined
}

/** A room's files that wait or are being uploaded. Uploads continue while another room is open. */
export const uploadsOf = (roomId: string): readonly Upload[] => rooms[roomId] ?? NONE

export function onUploads(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Calls back when an upload fails while its room is not on the page. */
export function onBackgroundFailure(listener: FailureListener): () => void {
  failureListeners.add(listener)
  return () => void failureListeners.delete(listener)
}

/** A room's files are on the page, failures included. @returns a function that ends this */
export function markShown(roomId: string): () => void {
  shown.set(roomId, (shown.get(roomId) ?? 0) + 1)
  return () => void shown.set(roomId, shown.get(roomId)! - 1)
}

export function addUploads(roomId: string, files: readonly File[], { voice = false } = {}): void {
  const added = files.map((file) => ({
    id: newId(),
    file,
    voice,
    caption: '',
    progress: null,
    fault: null,
  }))
  setList(roomId, [...uploadsOf(roomId), ...added])
  // A voice note takes no caption, so it is sent at once.
  if (voice) for (const { id } of added) void sendUpload(id)
}

export function changeUpload(id: string, to: Partial<Upload>): void {
  const [roomId] = find(id) ?? []
  if (roomId)
    setList(
      roomId,
      uploadsOf(roomId).map((one) => (one.id === id ? { ...one, ...to } : one)),
    )
}

export function removeUpload(id: string): void {
  const [roomId] = find(id) ?? []
  if (roomId)
    setList(
      roomId,
      uploadsOf(roomId).filter((one) => one.id !== id),
    )
  requests.get(id)?.abort()
  requests.delete(id)
}

/** Moves a merged room's files to the room that remains. */
export function moveUploads(from: string, into: string): void {
  const moved = uploadsOf(from)
  if (moved.length === 0) return
  replaceUploads({ ...rooms, [from]: NONE, [into]: [...uploadsOf(into), ...moved] })
}

export async function sendUpload(id: string, token = currentToken()): Promise<void> {
  const [roomId, upload] = find(id) ?? []
  if (!roomId || !upload) return
  changeUpload(id, { progress: 0, fault: null })
  const request = new XMLHttpRequest()
  requests.set(id, request)
  const onProgress = (progress: number) => changeUpload(id, { progress })
  const fault = await postFile(request, { roomId, upload, token, onProgress })
  if (fault === null || isStoredAlready(fault)) return removeUpload(id)
  if (request.status === 401) {
    const fresh = await newerToken(token).catch(() => null)
    if (fresh && fresh !== token) return sendUpload(id, fresh)
  }
  const into = mergedInto(fault)
  if (into) {
    moveUploads(roomId, into)
    return sendUpload(id, token)
  }
  markFailed(id, fault)
}

/** Not sent yet. */
export const isWaiting = ({ progress, fault }: Upload) => progress === null && fault === null

/** The latest batch of each room. */
const before = new Map<string, Promise<void>>()

/** Sends all waiting files one at a time, after earlier batches, so that they arrive in the order they are shown in. */
export async function sendWaiting(roomId: string): Promise<void> {
  const waiting = uploadsOf(roomId).filter(isWaiting)
  for (const { id } of waiting) changeUpload(id, { progress: 0 })
  const earlier = before.get(roomId)
  const all = (async () => {
    await earlier
    for (const { id } of waiting) await sendUpload(id)
  })()
  before.set(roomId, all)
  await all
}

function markFailed(id: string, fault: Error): void {
  changeUpload(id, { progress: null, fault })
  const [roomId, upload] = find(id) ?? []
  if (!roomId || !upload || shown.get(roomId)) return
  for (const tell of failureListeners) tell(roomId, upload)
}
