import Send from 'lucide-react/icons/send-horizontal'
import Trash from 'lucide-react/icons/trash-2'
import { useEffect, useRef, useState } from 'react'
import { useT } from '../i18n/i18n.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { toast } from '../ui/toast.ts'

const TYPES = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4'] as const
const BITS = 24_000

/** Records a voice note. `onDone` gets the file, or null if there is none. */
export function VoiceRecorder({ onDone }: { onDone: (file: File | null) => void }) {
  const t = useT()
  const [seconds, setSeconds] = useState(0)
  const recorder = useRef<MediaRecorder>(null)
  const kept = useRef(false)
  const done = useRef(onDone)
  done.current = onDone

  useEffect(() => {
    let gone = false
    let stream: MediaStream | undefined
    const parts: Blob[] = []
    const begin = async () => {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true })
      if (gone) return release()
      const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type))
      const made = new MediaRecorder(stream, {
        ...(mimeType && { mimeType }),
        audioBitsPerSecond: BITS,
      })
      made.ondataavailable = ({ data }) => void parts.push(data)
      made.onstop = () => {
        release()
        const type = made.mimeType.split(';')[0]!
        const file = new File(parts, `voice.${type.split('/')[1]}`, { type })
        done.current(kept.current && file.size > 0 ? file : null)
      }
      recorder.current = made
      made.start(250)
    }
    const release = () => {
      for (const track of stream?.getTracks() ?? []) track.stop()
    }
    begin().catch(() => {
      toast({
        tone: 'bad',
        title: t('composer.noMicrophone'),
        text: t('composer.noMicrophoneText'),
      })
      done.current(null)
    })
    const clock = setInterval(() => setSeconds((before) => before + 1), 1000)
    return () => {
      gone = true
      clearInterval(clock)
      if (recorder.current?.state === 'recording') recorder.current.stop()
      else release()
    }
  }, [t])

  const finish = (keep: boolean) => {
    kept.current = keep
    recorder.current?.stop()
    if (!recorder.current) onDone(null)
  }
  return (
    <div role="status" className="flex flex-1 items-center gap-2 px-1 text-13">
      <span aria-hidden="true" className="size-2.5 animate-pulse rounded-full bg-bad" />
      <span className="tabular-nums">
        {t('composer.recording', {
          time: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`,
        })}
      </span>
      <IconButton label={t('composer.dropRecording')} onClick={() => finish(false)}>
        <Trash size={18} aria-hidden="true" />
      </IconButton>
      <IconButton label={t('composer.sendRecording')} on onClick={() => finish(true)}>
        <Send size={18} aria-hidden="true" />
      </IconButton>
    </div>
  )
}
