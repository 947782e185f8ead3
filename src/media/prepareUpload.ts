import { rm } from 'node:fs/promises'
import {
  decideOutbound,
  type FileClaim,
  type Outbound,
  type Refusal,
} from '../domain/mediaRules.ts'
import type { Inspector } from './inspector.ts'
import type { WorkFile, Workshop } from './workshop.ts'

/** A file as it will be sent. `voice`: WhatsApp plays it as a voice note. `uploadedSha256` is of what was uploaded. */
export type Prepared = Outbound & {
  file: WorkFile
  extension: string
  voice: boolean
  uploadedSha256: string
}

/** No sound may be larger. */
const MAX_RECORDING_BYTES = 16 * 1024 * 1024

type Tools = { workshop: Workshop; inspector: Inspector }

/**
 * What an uploaded file is, and whether WhatsApp takes it. A recording that is Opus in a container that WhatsApp does not
 * take is copied into one that it takes; the file that is not needed any more is gone.
 * @throws Unreadable: then `file`, or its copy, is left to the sweep
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
  // AAC and MP3 are played as sound files: WhatsApp knows voice notes in Opus only.
  const plays = voice && decision.mime.includes('opus')
  return { ...decision, file: sent, extension, voice: plays, uploadedSha256: file.sha256 }
}

/** Null if it can't be copied: then it is what it is. */
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
