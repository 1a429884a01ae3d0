/** What a person typed, made harmless in a filter (RFC 4515) and in a distinguished name (RFC 4514). */

export function escapeFilter(value: string): string {
  return value.replace(/[\\*()\0&|!=<>~]/g, hex)
}

export function escapeDn(value: string): string {
  return value.replace(/[\\,+"<>;=\0\r\n/]|^[ #]| $/g, hex)
}

/** Both notations take a backslash and two hexadecimal digits for any byte. */
function hex(character: string): string {
  return `\\${character.charCodeAt(0).toString(16).padStart(2, '0')}`
}
