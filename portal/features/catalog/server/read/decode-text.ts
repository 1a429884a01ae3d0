import { isUtf8 } from 'node:buffer'

/**
 * Bytes of a file → text. UTF-8 with or without byte-order mark, UTF-16 with one. `null` for what is not
 * text: a zero byte is in every picture, archive and random file, and in no YAML.
 */
export function decodeText(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  if (bytes.includes(0)) return null
  // Latin-1 letters in an old comment cost their shape, not the file; random bytes are no text at all.
  if (!isUtf8(bytes) && isMostlyForeign(bytes)) return null
  return new TextDecoder('utf-8').decode(bytes)
}

function isMostlyForeign(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, 4096)
  let foreign = 0
  for (const byte of sample) {
    if (byte >= 0x80 || (byte < 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) foreign++
  }
  return foreign * 4 > sample.length
}
