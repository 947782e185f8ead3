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

/** Where an OpusHead says how many channels are heard (RFC 7845, section 5.1), and how they are ordered. */
const CHANNELS = 9
const MAPPING = 18

/**
 * Copies the Opus packets of a recording (WebM from Chromium, MP4 from newer Safari, Ogg from Firefox) into an Ogg file
 * with one channel, which WhatsApp plays as a voice note. Nothing is decoded: a decoder mixes two channels down by itself.
 * @returns false if the file holds no Opus sound alone
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
    for await (const packet of new EncodedPacketSink(track).packets())
      await source.add(packet, meta)
    await output.finalize()
  } catch (error) {
    await output.cancel()
    throw error
  }
  return true
}

/** Null for surround sound, which no recorder makes. */
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
