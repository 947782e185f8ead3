import FileText from 'lucide-react/icons/file-text'
import X from 'lucide-react/icons/x'
import { describeError } from '../data/describeError.ts'
import { useT } from '../i18n/i18n.tsx'
import { fileSize } from '../i18n/values.ts'
import { Button } from '../ui/Button.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import type { Upload } from './uploads.ts'
import type { Uploads } from './useUploads.ts'

const CAPTION = 1024

/** Files before and during their upload: a caption, the progress, and a button to remove the file. */
export function UploadList({ uploads }: { uploads: Uploads }) {
  const t = useT()
  // The clicked button disappears and takes focus with it. Focus the text, or the next letters would be shortcuts.
  const send = (id: string) => {
    uploads.send(id)
    writeOn()
  }
  if (uploads.list.length === 0) return null
  return (
    <ul aria-label={t('composer.files')} className="grid gap-2 px-3 pt-2">
      {uploads.list.map((upload) => (
        <li key={upload.id} className="rounded-r3 border border-line p-2 text-13">
          <div className="flex items-center gap-2">
            <FileText size={16} aria-hidden="true" className="shrink-0 text-text-3" />
            <span className="min-w-0 flex-1 truncate">
              {upload.file.name} <span className="text-text-3">{fileSize(upload.file.size)}</span>
            </span>
            {upload.progress === null && (
              <Button size="sm" variant="soft" onClick={() => send(upload.id)}>
                {upload.fault === null ? t('composer.send') : t('ui.retry')}
              </Button>
            )}
            <IconButton
              size="sm"
              label={t('composer.dropFile', { name: upload.file.name })}
              onClick={() => {
                uploads.remove(upload.id)
                writeOn()
              }}
            >
              <X size={14} aria-hidden="true" />
            </IconButton>
          </div>
          <State
            upload={upload}
            onCaption={(caption) => uploads.caption(upload.id, caption)}
            onSend={() => send(upload.id)}
          />
        </li>
      ))}
    </ul>
  )
}

const writeOn = () => document.getElementById('composer-text')?.focus()

function State({
  upload,
  onCaption,
  onSend,
}: {
  upload: Upload
  onCaption: (caption: string) => void
  onSend: () => void
}) {
  const t = useT()
  const { progress, fault, voice, file } = upload
  if (progress !== null) {
    return (
      <div
        role="progressbar"
        aria-label={t('composer.sending', { name: file.name })}
        aria-valuenow={Math.round(progress * 100)}
        aria-valuemin={0}
        aria-valuemax={100}
        className="mt-2 h-1 overflow-hidden rounded-full bg-surface-3"
      >
        <div className="h-full bg-accent" style={{ width: `${progress * 100}%` }} />
      </div>
    )
  }
  return (
    <>
      {fault !== null && (
        <p role="alert" className="mt-1 text-12 text-bad">
          {describeError(fault, t)}
        </p>
      )}
      {!voice && !file.type.startsWith('audio/') && (
        <input
          aria-label={t('composer.captionOf', { name: file.name })}
          placeholder={t('composer.caption')}
          maxLength={CAPTION}
          value={upload.caption}
          onChange={(event) => onCaption(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
            // `onSend` moves focus to the text, where this Enter would insert a line break.
            event.preventDefault()
            onSend()
          }}
          className="mt-1 w-full bg-transparent px-1 py-1 outline-none thumb:min-h-11 thumb:text-16"
        />
      )}
    </>
  )
}
