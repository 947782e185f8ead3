/** Bytes that pass for files of Office programs. */

/** The main part of each kind of file, and the media type that it makes it. */
export const OFFICE = {
  'word/document.xml': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'xl/workbook.xml': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'ppt/presentation.xml':
    'application/vnd.openxmlformats-officedocument.presentationml.presentation',
}

/** The beginning of a compound file ([MS-CFB]) with one stream, of a program that signs nothing. */
export function compoundFile(stream: string): Uint8Array {
  const file = Buffer.alloc(512 * 4)
  file.write('d0cf11e0a1b11ae1', 'hex')
  file.writeUInt16LE(0x3e, 24)
  file.writeUInt16LE(3, 26)
  file.writeUInt16LE(0xfffe, 28)
  file.writeUInt16LE(9, 30)
  file.writeUInt16LE(6, 32)
  file.writeUInt32LE(1, 48)
  for (const [index, name] of ['Root Entry', stream].entries()) {
    const at = 512 * 2 + index * 128
    file.write(name, at, 'utf16le')
    file.writeUInt16LE(name.length * 2 + 2, at + 64)
    file.writeUInt8(index === 0 ? 5 : 2, at + 66)
  }
  return file
}

/** A zip archive of one part, stored as it is; for Office files beside the list of their types. */
export function zipWith(part: string): Uint8Array {
  const main = OFFICE[part as keyof typeof OFFICE]
  const types = `<?xml version="1.0"?><Types><Override PartName="/${part}" ContentType="${main}.main+xml"/></Types>`
  const parts = main
    ? [
        ['[Content_Types].xml', types],
        [part, '<x/>'],
      ]
    : [[part, 'x']]
  const chunks: Buffer[] = []
  const directory: Buffer[] = []
  for (const [name, content] of parts as [string, string][]) {
    const [named, data] = [Buffer.from(name), Buffer.from(content)]
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt32LE(Bun.hash.crc32(data), 10)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(data.length, 18)
    common.writeUInt16LE(named.length, 22)
    const at = Buffer.alloc(14)
    at.writeUInt32LE(Buffer.concat(chunks).length, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\0'), common, at, named)
    chunks.push(Buffer.from('PK\x03\x04'), common, named, data)
  }
  const [body, list] = [Buffer.concat(chunks), Buffer.concat(directory)]
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(body.length, 16)
  return Buffer.concat([body, list, end])
}
