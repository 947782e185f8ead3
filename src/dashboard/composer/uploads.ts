import { isStoredAlready, mergedInto } from '../../client/rest.ts'
import { newId } from '../data/newId.ts'
import { onUser } from '../session/onUser.ts'
import { currentToken, newerToken } from '../session/session.ts'
import { postFile } from './postFile.ts'

export type Upload = {
  id: string
  file: File
  voice: boolean
  caption: string
  /** 0 to 1 while it is under way; null before it is sent. */
  progress: number | null
  fault: Error | null
}

type Rooms = Readonly<Record<string, readonly Upload[]>>
type Untold = (roomId: string, upload: Upload) => void

const NONE: readonly Upload[] = []
let rooms: Rooms = {}
const requests = new Map<string, XMLHttpRequest>()
const listeners = new Set<() => void>()
const untold = new Set<Untold>()
/** How often a room's files are on the page. */
const shown = new Map<string, number>()

// Files are of whoever attached them: the next user neither sees nor sends them.
onUser(() => {
  for (const request of requests.values()) request.abort()
  requests.clear()
  become({})
})

function become(next: Rooms): void {
  rooms = next
  for (const listener of listeners) listener()
}

const setList = (roomId: string, list: readonly Upload[]) => become({ ...rooms, [roomId]: list })

/** A file and its room, as both are now; none that was removed. */
function find(id: string): [roomId: string, upload: Upload] | undefined {
  for (const [roomId, list] of Object.entries(rooms)) {
    const upload = list.find((one) => one.id === id)
    if (upload) return [roomId, upload]
  }
  return undefined
}

/** Files that wait to be sent to a room, and those that are being sent: also while another room is on the page. */
export const uploadsOf = (roomId: string): readonly Upload[] => rooms[roomId] ?? NONE

export function onUploads(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Hears of what could not be sent while its room was not on the page. */
export function onUntoldFault(listener: Untold): () => void {
  untold.add(listener)
  return () => void untold.delete(listener)
}

/** A room's files are on the page, with what went wrong. @returns what takes it back */
export function showUploads(roomId: string): () => void {
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
  // A voice note is sent as it is: there is nothing more to say about it.
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

/** A room was merged: its files go on in the other one. */
export function moveUploads(from: string, into: string): void {
  const moved = uploadsOf(from)
  if (moved.length === 0) return
  become({ ...rooms, [from]: NONE, [into]: [...uploadsOf(into), ...moved] })
}

export async function sendUpload(id: string, token = currentToken()): Promise<void> {
  const [roomId, upload] = find(id) ?? []
  if (!roomId || !upload) return
  changeUpload(id, { progress: 0, fault: null })
  const request = new XMLHttpRequest()
  requests.set(id, request)
  const told = (progress: number) => changeUpload(id, { progress })
  const fault = await postFile(request, { roomId, upload, token, told })
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
  failed(id, fault)
}

/** Nobody has sent it yet. */
export const isWaiting = ({ progress, fault }: Upload) => progress === null && fault === null

/** What was sent to a room before. */
const before = new Map<string, Promise<void>>()

/** All that nobody has sent yet, one after the other: they come in the order they stand in, and were sent in. */
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

function failed(id: string, fault: Error): void {
  changeUpload(id, { progress: null, fault })
  const [roomId, upload] = find(id) ?? []
  if (!roomId || !upload || shown.get(roomId)) return
  for (const tell of untold) tell(roomId, upload)
}
