import { stat } from 'node:fs/promises'
import {
  ALL_FORMATS,
  EncodedAudioPacketSource,
  EncodedPacketSink,
  FilePathSource,
  FilePathTarget,
  Input,
  OggOutputFormat,
  Output,
} from 'mediabunny'

/** Offsets of the channel count and the channel mapping in an OpusHead (RFC 7845, section 5.1). */
const CHANNELS = 9
const MAPPING = 18
/** Over two hours of the shortest packets that recorders produce. */
const MOST_PACKETS = 400_000

/**
 * Copies the Opus packets of a recording (WebM from Chromium, MP4 from newer Safari, Ogg from Firefox) into an Ogg file
 * with one channel, which WhatsApp plays as a voice note. Nothing is decoded: players mix two channels down themselves.
 * @returns false unless the file holds Opus audio and no video, no longer than a recording
 */
export async function copyAsVoiceNote(from: string, to: string): Promise<boolean> {
  using input = new Input({ source: new FilePathSource(from), formats: ALL_FORMATS })
  const track = await input.getPrimaryAudioTrack()
  if (track?.codec !== 'opus' || (await input.getPrimaryVideoTrack()) !== null) return false
  const decoderConfig = await track.getDecoderConfig()
  const head = oneChannel(decoderConfig?.description)
  if (!decoderConfig || !head) return false

  const output = new Output({ format: new OggOutputFormat(), target: new FilePathTarget(to) })
  const source = new EncodedAudioPacketSource('opus')
  output.addAudioTrack(source)
  await output.start()
  try {
    const meta = { decoderConfig: { ...decoderConfig, description: head, numberOfChannels: 1 } }
    // SECURITY: a table in the file may list the same bytes again and again, so the copy could grow without limit.
    let bytes = (await stat(from)).size
    let packets = MOST_PACKETS
    for await (const packet of new EncodedPacketSink(track).packets()) {
      bytes -= packet.byteLength
      packets -= 1
      if (bytes < 0 || packets < 0) {
        await output.cancel()
        return false
      }
      await source.add(packet, meta)
    }
    await output.finalize()
  } catch (error) {
    await output.cancel()
    throw error
  }
  return true
}

/** The OpusHead with one channel. Null for surround sound, which recorders don't produce. */
function oneChannel(description: AllowSharedBufferSource | undefined): Uint8Array | null {
  if (description === undefined) return null
  const head = ArrayBuffer.isView(description)
    ? new Uint8Array(
        description.buffer as ArrayBuffer,
        description.byteOffset,
        description.byteLength,
      ).slice()
    : new Uint8Array(description as ArrayBuffer).slice()
  if (head.length < MAPPING + 1 || head[MAPPING] !== 0) return null
  head[CHANNELS] = 1
  return head
}
