import { rm } from 'node:fs/promises'
import {
  decideOutbound,
  type FileClaim,
  type Outbound,
  type Refusal,
} from '../domain/mediaRules.ts'
import type { Inspector } from './inspector.ts'
import type { WorkFile, Workshop } from './workshop.ts'

/** A file as it will be sent. `voice`: WhatsApp plays it as a voice note. `uploadedSha256`: hash of the uploaded file. */
export type Prepared = Outbound & {
  file: WorkFile
  extension: string
  voice: boolean
  uploadedSha256: string
}

/** WhatsApp accepts no larger audio. */
const MAX_RECORDING_BYTES = 16 * 1024 * 1024

type Tools = { workshop: Workshop; inspector: Inspector }

/**
 * Decides as what an uploaded file is sent, or why WhatsApp would refuse it. An Opus recording in a container that WhatsApp
 * refuses is copied into an Ogg file. The file that is no longer needed is deleted.
 * @throws Unreadable; `file` or its copy is then left for the sweep
 */
export async function prepareUpload(
  tools: Tools,
  file: WorkFile,
  { claim, voice }: { claim: FileClaim; voice: boolean },
): Promise<Prepared | Refusal> {
  const { workshop, inspector } = tools
  let found = await inspector.inspect(file.path)
  let sent = file
  const recorded =
    file.size <= MAX_RECORDING_BYTES &&
    found.audioCodec === 'opus' &&
    found.mime?.startsWith('audio/')
  if (recorded && (voice || found.mime !== 'audio/ogg')) {
    const copy = await asVoiceNote(tools, file)
    if (copy) {
      sent = copy
      found = await inspector.inspect(copy.path)
    }
  }
  const decision = decideOutbound({ ...found, size: sent.size }, claim)
  if ('reason' in decision) {
    await workshop.discard(sent)
    return decision
  }
  const { extension } = found
  // Voice notes must be Opus; WhatsApp plays AAC and MP3 as audio files.
  const plays = voice && decision.mime.includes('opus')
  return { ...decision, file: sent, extension, voice: plays, uploadedSha256: file.sha256 }
}

/** Null if it can't be copied; the original is then sent as it is. */
async function asVoiceNote(
  { workshop, inspector }: Tools,
  file: WorkFile,
): Promise<WorkFile | null> {
  const path = await workshop.newPath()
  if (await inspector.copyAsVoiceNote(file.path, path)) {
    await workshop.discard(file)
    return workshop.adopt(path)
  }
  await rm(path, { force: true })
  return null
}
