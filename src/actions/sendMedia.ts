import { type Outbound, takesCaption } from '../domain/mediaRules.ts'
import type { SentContent } from '../domain/outgoing.ts'
import type { Actor } from '../domain/participation.ts'
import { safeFileName } from '../domain/text.ts'
import type { Inspector } from '../media/inspector.ts'
import { type ObjectStore, objectName } from '../media/objects.ts'
import { type Prepared, prepareUpload } from '../media/prepareUpload.ts'
import type { WorkFile, Workshop } from '../media/workshop.ts'
import { AppError } from '../protocol/errors.ts'
import type { SendMedia } from '../protocol/sending.ts'
import type { ActionContext } from './context.ts'
import type { SendMessage, Sent } from './send.ts'

type Deps = {
  ctx: ActionContext
  send: SendMessage
  media: { objects: ObjectStore; workshop: Workshop; inspector: Inspector }
}

/** An uploaded file; `type` and `fileName` are the client's claims. */
export type Uploaded = WorkFile & { type: string | null; fileName: string | null }

/**
 * Sends an uploaded file. The file is stored before the message is committed, and removed again if the message is not.
 * @throws AppError unprocessable (the file is not what it claims, or WhatsApp does not accept it), and as `send`
 */
export async function sendMedia(
  { ctx, send, media }: Deps,
  caller: Actor,
  { caption, voice = false, ...envelope }: SendMedia,
  uploaded: Uploaded,
): Promise<Sent> {
  const { workshop, objects } = media
  const prepared = await prepareUpload(media, uploaded, { claim: uploaded, voice })
  if ('reason' in prepared) {
    const { reason, message } = prepared
    throw new AppError('unprocessable', message, { reason })
  }
  if (caption !== undefined && !takesCaption(prepared.kind)) {
    await workshop.discard(prepared.file)
    const message = `WhatsApp does not allow a caption with ${prepared.kind} files.`
    throw new AppError('unprocessable', message, { reason: 'no_caption' })
  }
  const id = ctx.newId()
  const object = objectName(id, ctx.now(), prepared.extension)
  const file = await workshop.nameAfter(prepared.file, object)
  const undo = async () => {
    const gone = await objects.remove(object).then(
      () => true,
      () => false,
    )
    await (gone ? workshop.discard(file) : workshop.leaveName(file))
  }
  await objects.put(object, file.path, prepared.mime).catch(async () => {
    // The store may still have received it: the sweep of leftovers decides later (delivery/openMedia.ts).
    await workshop.leaveName(file)
    throw new AppError('unavailable', 'The file can not be kept right now.')
  })
  try {
    const { mime, uploadedSha256: sha256 } = prepared
    const filename = fileNameOf(prepared, uploaded.fileName)
    const sent = await send({
      id,
      caller,
      envelope,
      content: contentOf(prepared, { caption, filename }),
      file: { object, size: file.size, mime, sha256, filename },
    })
    if (sent.repeated) await undo()
    else await workshop.discard(file)
    return sent
  } catch (error) {
    // Any other error leaves open whether the message was committed: the sweep decides that later, too.
    if (error instanceof AppError) await undo()
    throw error
  }
}

/** The content in the Cloud API's shape, still without the media id. */
function contentOf(
  { kind, voice }: Outbound & { voice: boolean },
  { caption, filename }: { caption: string | undefined; filename: string | null },
): SentContent {
  const part = {
    ...(caption !== undefined && { caption }),
    ...(kind === 'document' && { filename }),
    ...(voice && { voice }),
  }
  return { type: kind, [kind]: part }
}

/** Voice notes have no name. A document needs one, so it gets a default. */
function fileNameOf({ kind, voice, extension }: Prepared, claimed: string | null): string | null {
  const name = voice || claimed === null ? null : safeFileName(claimed)
  return name ?? (kind === 'document' ? `document.${extension}` : null)
}
